-- Title: one programme in one group of persons: how many received it, how many do, and by what way they came and went
-- Creates: diff_programme
-- Reads: diff_mark
-- Variables: none
--
-- kind and value as in diff_flow. after = before - lost - merged - absent - reported_dead - went + gained + came + new + split +
-- returned, in each group; came and went are those who receive it in both releases, but in another group.

CREATE OR REPLACE TABLE diff_programme AS
WITH kind AS (
    SELECT unnest(['all', 'prov', 'kab', 'desil']) AS name
),

grouped AS (
    SELECT
        diff_mark.program,
        diff_mark.outcome,
        diff_mark.is_unsaid,
        kind.name AS kind,
        CASE kind.name WHEN 'all' THEN '' WHEN 'prov' THEN prov_old WHEN 'kab' THEN kab_old ELSE desil_old END AS value_old,
        CASE kind.name WHEN 'all' THEN '' WHEN 'prov' THEN prov_new WHEN 'kab' THEN kab_new ELSE desil_new END AS value_new
    FROM diff_mark
    CROSS JOIN kind
),

side AS (
    SELECT
        program,
        kind,
        value_old AS value,
        CASE WHEN outcome = 'stayed' AND value_old <> value_new THEN 'went' ELSE outcome END AS outcome,
        is_unsaid,
        1 AS before_n,
        0 AS after_n
    FROM grouped
    WHERE outcome IN ('stayed', 'lost', 'merged', 'absent', 'reported_dead')
    UNION ALL
    SELECT
        program,
        kind,
        value_new AS value,
        CASE WHEN outcome = 'stayed' AND value_old <> value_new THEN 'came' ELSE outcome END AS outcome,
        is_unsaid,
        0 AS before_n,
        1 AS after_n
    FROM grouped
    WHERE outcome IN ('stayed', 'gained', 'new', 'split', 'returned')
)

SELECT
    program,
    kind,
    value,
    CAST(sum(before_n) AS BIGINT) AS before,
    CAST(sum(after_n) AS BIGINT) AS after,
    count(*) FILTER (WHERE outcome = 'gained') AS gained,
    count(*) FILTER (WHERE outcome = 'gained' AND is_unsaid) AS gained_unsaid,
    count(*) FILTER (WHERE outcome = 'lost') AS lost,
    count(*) FILTER (WHERE outcome = 'lost' AND is_unsaid) AS lost_unsaid,
    count(*) FILTER (WHERE outcome = 'new') AS new,
    count(*) FILTER (WHERE outcome = 'returned') AS returned,
    count(*) FILTER (WHERE outcome = 'split') AS split,
    count(*) FILTER (WHERE outcome = 'came') AS came,
    count(*) FILTER (WHERE outcome = 'went') AS went,
    count(*) FILTER (WHERE outcome = 'merged') AS merged,
    count(*) FILTER (WHERE outcome = 'absent') AS absent,
    count(*) FILTER (WHERE outcome = 'reported_dead') AS reported_dead
FROM side
GROUP BY program, kind, value;
