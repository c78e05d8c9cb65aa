"""The table of today: what the owner answered to whom the page named."""

from sqlite_utils import Database, Migrations

migrations = Migrations("today")


@migrations()
def m01_answers(db: Database) -> None:
    """One row an answer: done, later (shown again from a day on), or never for this customer and kind."""
    for statement in (
        "CREATE TABLE prompt_answer (id INTEGER PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('overdue', 'birthday')),"
        " customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE, at TEXT NOT NULL,"
        " answer TEXT NOT NULL CHECK (answer IN ('done', 'later', 'never')), again_on TEXT,"
        " CHECK ((answer = 'later') = (again_on IS NOT NULL))) STRICT",
        "CREATE INDEX prompt_answer_customer ON prompt_answer (customer_id, kind, id)",
    ):
        db.execute(statement)
