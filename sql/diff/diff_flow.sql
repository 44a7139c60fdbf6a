-- Title: one group of persons or families: how many it was, how many it is, and by what way they came and went
-- Creates: diff_flow
-- Reads: diff_entity
-- Variables: none
--
-- kind: all, prov, kab or desil; value: which, - for unknown. after = before - absent - reported_dead - merged - dissolved - went
-- + came + new + split + returned, in each group; came and went are those who are in both releases, but in another group.
-- The low_ figures are the same of those in deciles 1 to 4 of the group.

CREATE OR REPLACE TABLE diff_flow AS
WITH kind AS (
    SELECT unnest(['all', 'prov', 'kab', 'desil']) AS name
),

grouped AS (
    SELECT
        diff_entity.*,
        kind.name AS kind,
        CASE kind.name WHEN 'all' THEN '' WHEN 'prov' THEN prov_old WHEN 'kab' THEN kab_old ELSE desil_old END AS value_old,
        CASE kind.name WHEN 'all' THEN '' WHEN 'prov' THEN prov_new WHEN 'kab' THEN kab_new ELSE desil_new END AS value_new
    FROM diff_entity
    CROSS JOIN kind
),

side AS (
    SELECT
        entity,
        kind,
        value_old AS value,
        fate,
        1 AS before_n,
        0 AS after_n,
        CASE WHEN is_after AND value_old <> value_new THEN 1 ELSE 0 END AS went_n,
        0 AS came_n,
        CASE WHEN is_low_old THEN 1 ELSE 0 END AS low_before_n,
        0 AS low_after_n,
        CASE WHEN is_low_old AND NOT (is_low_new AND value_old = value_new) THEN 1 ELSE 0 END AS low_left_n,
        0 AS low_entered_n
    FROM grouped
    WHERE is_before
    UNION ALL
    SELECT
        entity,
        kind,
        value_new AS value,
        CASE WHEN is_before THEN 'same' ELSE fate END AS fate,
        0 AS before_n,
        1 AS after_n,
        0 AS went_n,
        CASE WHEN is_before AND value_old <> value_new THEN 1 ELSE 0 END AS came_n,
        0 AS low_before_n,
        CASE WHEN is_low_new THEN 1 ELSE 0 END AS low_after_n,
        0 AS low_left_n,
        CASE WHEN is_low_new AND NOT (is_low_old AND value_old = value_new) THEN 1 ELSE 0 END AS low_entered_n
    FROM grouped
    WHERE is_after
)

SELECT
    entity,
    kind,
    value,
    CAST(sum(before_n) AS BIGINT) AS before,
    CAST(sum(after_n) AS BIGINT) AS after,
    count(*) FILTER (WHERE fate = 'new') AS new,
    count(*) FILTER (WHERE fate = 'returned') AS returned,
    count(*) FILTER (WHERE fate = 'split') AS split,
    CAST(sum(came_n) AS BIGINT) AS came,
    CAST(sum(went_n) AS BIGINT) AS went,
    count(*) FILTER (WHERE fate = 'merged') AS merged,
    count(*) FILTER (WHERE fate = 'dissolved') AS dissolved,
    count(*) FILTER (WHERE fate = 'absent') AS absent,
    count(*) FILTER (WHERE fate = 'reported_dead') AS reported_dead,
    CAST(sum(low_before_n) AS BIGINT) AS low_before,
    CAST(sum(low_after_n) AS BIGINT) AS low_after,
    CAST(sum(low_entered_n) AS BIGINT) AS low_entered,
    CAST(sum(low_left_n) AS BIGINT) AS low_left
FROM side
GROUP BY entity, kind, value;
