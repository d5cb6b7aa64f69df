"""Importers of official files and spreadsheets into datasets of the base.

An import streams its file, checks every row and replaces its dataset atomically: a refused file
changes nothing. Imports are idempotent.
"""
