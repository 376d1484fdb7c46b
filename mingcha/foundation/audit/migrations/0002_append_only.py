"""The database itself keeps the trail: append-only, and chained when a transaction commits."""

from django.db import migrations

FORWARD = """
create function audit_text(e audit_event) returns text language sql stable as $$
  select case when e.id is null then null else concat_ws(E'\\x1f', e.id,
    to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), e.by_id, e.action,
    e.subject_type, e.subject_id, e.facts::text) end $$;

create function audit_chain() returns trigger language plpgsql as $$
declare last record;
begin
  perform pg_advisory_xact_lock(7216221);
  select position, hash into last from audit_link order by position desc limit 1;
  insert into audit_link (position, event_id, hash) values (
    coalesce(last.position, 0) + 1, new.id,
    sha256(coalesce(last.hash, ''::bytea) || convert_to(audit_text(new), 'UTF8')));
  return null;
end $$;

create function audit_refuse() returns trigger language plpgsql as $$
begin raise exception 'the audit trail is append-only'; end $$;

create constraint trigger audit_chain after insert on audit_event
  deferrable initially deferred for each row execute function audit_chain();
create trigger audit_keep before update or delete on audit_event for each row execute function audit_refuse();
create trigger audit_keep before update or delete on audit_link for each row execute function audit_refuse();
create trigger audit_keep_all before truncate on audit_event execute function audit_refuse();
create trigger audit_keep_all before truncate on audit_link execute function audit_refuse();
"""
BACK = """
drop trigger audit_keep_all on audit_link; drop trigger audit_keep_all on audit_event;
drop trigger audit_keep on audit_link; drop trigger audit_keep on audit_event;
drop trigger audit_chain on audit_event;
drop function audit_refuse(); drop function audit_chain(); drop function audit_text(audit_event);
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
