"""The embedded Rasa agent: understanding, policy and sentences."""
