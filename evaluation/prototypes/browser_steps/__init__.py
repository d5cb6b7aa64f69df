"""The four steps in the browser without a server: a student model, names and the leads."""
