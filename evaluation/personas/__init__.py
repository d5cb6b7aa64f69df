"""What the guidance proposes to written personas and simulated people."""
