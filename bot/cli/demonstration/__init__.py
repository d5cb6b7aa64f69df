"""A fictional centre for trying everything out, apart from real data (`boussole demo`)."""
