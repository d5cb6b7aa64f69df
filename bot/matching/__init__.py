"""The formula that proposes professions: catalogue, scores, reasons, diversity."""
