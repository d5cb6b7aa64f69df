"""How the service grows: with stored conversations, knowledge, people and counsellors."""
