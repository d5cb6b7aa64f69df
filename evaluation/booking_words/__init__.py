"""Judges what people say about an appointment by what is booked, moved or offered afterwards."""
