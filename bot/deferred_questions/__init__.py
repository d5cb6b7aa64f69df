"""Questions that people leave for the team, answered later by a counsellor or a professional."""
