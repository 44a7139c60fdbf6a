-- Title: one type of question: how many were open, how many are, and what became of them
-- Creates: diff_conflict
-- Reads: old_conflict, old_conflict_event, new_conflict, new_conflict_event
-- Variables: none
--
-- open_before = still_open + decided + closed_by_data; open_now = still_open + opened + reopened. What was closed since is decided
-- where the new release says so, also by way of releases between: it keeps what ever was closed. Reopened was not open in the old
-- release, but known to be closed there, or the new release says so.

CREATE OR REPLACE TABLE diff_conflict AS
WITH decided AS (
    SELECT conflict_id
    FROM new_conflict_event
    WHERE event = 'decided'
),

known AS (
    SELECT conflict_id
    FROM old_conflict_event
    WHERE event IN ('decided', 'closed_by_data')
    UNION
    SELECT conflict_id
    FROM new_conflict_event
    WHERE event = 'reopened'
),

question AS (
    SELECT
        coalesce(past.jenis, present.jenis) AS jenis,
        CASE
            WHEN past.conflict_id IS NOT NULL AND present.conflict_id IS NOT NULL THEN 'still_open'
            WHEN past.conflict_id IS NOT NULL AND decided.conflict_id IS NOT NULL THEN 'decided'
            WHEN past.conflict_id IS NOT NULL THEN 'closed_by_data'
            WHEN known.conflict_id IS NOT NULL THEN 'reopened'
            ELSE 'opened'
        END AS event
    FROM old_conflict AS past
    FULL JOIN new_conflict AS present ON past.conflict_id = present.conflict_id
    LEFT JOIN decided ON past.conflict_id = decided.conflict_id
    LEFT JOIN known ON present.conflict_id = known.conflict_id
)

SELECT
    jenis,
    count(*) FILTER (WHERE event IN ('still_open', 'decided', 'closed_by_data')) AS open_before,
    count(*) FILTER (WHERE event = 'decided') AS decided,
    count(*) FILTER (WHERE event = 'closed_by_data') AS closed_by_data,
    count(*) FILTER (WHERE event = 'still_open') AS still_open,
    count(*) FILTER (WHERE event = 'opened') AS opened,
    count(*) FILTER (WHERE event = 'reopened') AS reopened,
    count(*) FILTER (WHERE event IN ('still_open', 'opened', 'reopened')) AS open_now
FROM question
GROUP BY jenis;
