"""The notebook (carnet): what a person told, its rules, its storage and its export."""
