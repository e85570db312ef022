"""The database: tables, queries, migrations. SQLModel tables never leave it; callers get frozen records."""
