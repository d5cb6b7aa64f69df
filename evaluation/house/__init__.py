"""Figures of the code itself, read from its syntax trees: sizes, names, SQL, imports, paths.

Nothing of the product is imported. `figures.measure` returns every figure; `layout.Layout` holds
every path of the product that a figure needs.
"""
