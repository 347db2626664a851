-- The user of the boards on a ClickHouse server that is not the one of docker-compose.yml (there deploy/clickhouse/users.xml says
-- the same). Run it as an administrator after the first start of Etalon, which makes the views; put a password of your own
-- in place of the mark, and your database in place of etalon.
-- Grafana's data source would carry out an INSERT, so the user only reads; its client sends max_execution_time with each
-- query, so that one setting may be changed.
CREATE SETTINGS PROFILE IF NOT EXISTS boards SETTINGS
    readonly = 1,
    max_memory_usage = 2000000000,
    max_execution_time = 60 MAX 60 CHANGEABLE_IN_READONLY;

CREATE USER IF NOT EXISTS boards IDENTIFIED WITH sha256_password BY '<password>' SETTINGS PROFILE 'boards';

GRANT SELECT ON etalon.boards_calls TO boards;
GRANT SELECT ON etalon.boards_operators TO boards;
GRANT SELECT ON etalon.boards_operator_events TO boards;
GRANT SELECT ON etalon.boards_evaluations TO boards;
GRANT SELECT ON etalon.boards_dead_letters TO boards;
GRANT SELECT ON etalon.boards_redrives TO boards;
GRANT SELECT ON etalon.boards_project_rules TO boards;
GRANT SELECT ON etalon.boards_pipeline_figures TO boards;
