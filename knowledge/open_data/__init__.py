"""The sourced facts of the base as linked data: schema.org and the European learning model.

A prototype, served with `BOUSSOLE_OPEN_DATA` (docs/prototypes/open-data.md). What has no source, or
has expired, is left out; nothing is guessed.
"""
