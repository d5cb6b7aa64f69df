"""What the guidance proposes to written and to simulated people."""
