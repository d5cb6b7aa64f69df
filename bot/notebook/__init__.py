"""The notebook (carnet): what a person told the bot, its rules, storage and export."""
