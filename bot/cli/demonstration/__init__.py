"""An invented centre to try everything on, apart from whatever is served (`boussole demo`)."""
