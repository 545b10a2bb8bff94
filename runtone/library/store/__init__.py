"""The database: its schema and migrations, what is written and read, and how it leaves as files."""
