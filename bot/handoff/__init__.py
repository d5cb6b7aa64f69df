"""Who answers: the bot, a queue, a counsellor; and what the person agreed to show."""
