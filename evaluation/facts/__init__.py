"""What is noted of a message, measured against what a careful listener would write down."""
