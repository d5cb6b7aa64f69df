"""The counsellors' console: a server-rendered site below `/conseillers`."""
