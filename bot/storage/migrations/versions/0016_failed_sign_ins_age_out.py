"""Allow the deletion of failed sign-ins from the audit trail"""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_AGES = "sign_in_failed"
_LETS_GO = {
    "postgresql": (
        f"""
        CREATE OR REPLACE FUNCTION audit_is_only_appended() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN
            IF TG_OP = 'DELETE' AND OLD.action = '{_AGES}' THEN RETURN OLD; END IF;
            RAISE EXCEPTION 'the audit trail is only appended to';
        END $$
        """,
    ),
    "sqlite": (
        "DROP TRIGGER audit_refuses_DELETE",
        f"""
        CREATE TRIGGER audit_refuses_DELETE BEFORE DELETE ON audit
        WHEN OLD.action <> '{_AGES}'
        BEGIN SELECT RAISE(ABORT, 'the audit trail is only appended to'); END
        """,
    ),
}
# As in 0004.
_LETS_NOTHING_GO = {
    "postgresql": (
        """
        CREATE OR REPLACE FUNCTION audit_is_only_appended() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'the audit trail is only appended to'; END $$
        """,
    ),
    "sqlite": (
        "DROP TRIGGER audit_refuses_DELETE",
        """
        CREATE TRIGGER audit_refuses_DELETE BEFORE DELETE ON audit
        BEGIN SELECT RAISE(ABORT, 'the audit trail is only appended to'); END
        """,
    ),
}


def upgrade() -> None:
    for statement in _LETS_GO[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for statement in _LETS_NOTHING_GO[op.get_bind().dialect.name]:
        op.execute(statement)
