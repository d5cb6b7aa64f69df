"""What counsellors add to the knowledge base: answers, corrections, events, reviews."""
