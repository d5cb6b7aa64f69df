"""Reads official files and spreadsheets into datasets that the base is made of.

Each import streams its file, checks every row, and replaces its dataset in one step: a file that is
refused leaves everything as it was. Running one again changes nothing.
"""
