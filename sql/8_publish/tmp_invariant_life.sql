-- Title: promises about what becomes of questions from release to release
-- Creates: tmp_invariant_life
-- Reads: conflict, conflict_event, prev_conflict
-- Variables: none

CREATE OR REPLACE TABLE tmp_invariant_life AS
WITH closed AS (
    SELECT conflict_id
    FROM conflict_event
    WHERE event IN ('decided', 'closed_by_data')
),

told_open AS (
    SELECT conflict_id
    FROM conflict_event
    WHERE event IN ('opened', 'still_open', 'reopened')
)

SELECT
    'conflict_accounted_for' AS name,
    'conflict_event' AS table_name,
    'every conflict of the previous release is open in this one, or an event says what closed it' AS rule,
    count(*) AS broken_n
FROM prev_conflict
ANTI JOIN conflict ON prev_conflict.conflict_id = conflict.conflict_id
ANTI JOIN closed ON prev_conflict.conflict_id = closed.conflict_id
UNION ALL
SELECT
    'conflict_has_event' AS name,
    'conflict_event' AS table_name,
    'what an event says is open is a conflict of the release, and every one of these has such an event' AS rule,
    count(*) AS broken_n
FROM conflict
FULL JOIN told_open ON conflict.conflict_id = told_open.conflict_id
WHERE conflict.conflict_id IS NULL OR told_open.conflict_id IS NULL;
