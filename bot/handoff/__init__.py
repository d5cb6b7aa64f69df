"""Who answers: the bot, a queue, a counsellor. For now: requests that wait for a human."""
