"""Figures of the code from its syntax trees: sizes, names, SQL, imports, paths.

The product is not imported. `figures.measure` returns all figures; `layout.Layout` holds the
product's paths that they need.
"""
