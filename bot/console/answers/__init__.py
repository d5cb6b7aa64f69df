"""What counsellors add to the base: answers, corrections, events, reviews."""
