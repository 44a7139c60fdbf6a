-- Title: one record that caused what happened to a person's id since the previous release
-- Creates: tmp_person_cause
-- Reads: tmp_person_fate, tmp_new_id, gold_person, gold_person_source, link_person, record_tie, std_person, tmp_person_key,
--   tmp_decided_value, prev_person_source
-- Variables: previous_release
--
-- Of a new or found person all records. Of a split one those that bore the other id. Of a merged one those that bore the lost id and,
-- where the strongest tie of one of them leads over to the other person's, or one of the other's to them, that record; where no such tie is
-- known, all records of the person they became. Of a dead person those that report the death, be they as old as they may: what each
-- record said in the previous release is not kept. Of an absent one the records of the previous release.
-- tie grades what joined a merged id with another: 1 NIK, 2 data alike, 3 only as members of one household, 4 people decided it.
-- Twenty records an event are enough to look at.

CREATE OR REPLACE TABLE tmp_person_cause AS
WITH changed AS (
    SELECT id, event, id AS person_id, other_id AS former_id
    FROM tmp_new_id
    WHERE entity = 'person' AND getvariable('previous_release') <> ''
    UNION ALL
    SELECT id, event, coalesce(other_id, id) AS person_id, id AS former_id
    FROM tmp_person_fate
    WHERE event IN ('merged', 'returned')
),

bore AS (
    SELECT
        changed.id,
        record_tie.record_id
    FROM changed
    INNER JOIN record_tie ON changed.former_id = record_tie.person_id
),

own AS (
    SELECT
        changed.id,
        changed.event,
        source.record_id,
        source.source,
        bore.record_id IS NOT NULL AS is_bearer
    FROM changed
    INNER JOIN gold_person_source AS source ON changed.person_id = source.person_id
    LEFT JOIN bore ON changed.id = bore.id AND source.record_id = bore.record_id
),

bridge AS (
    SELECT
        own.id,
        own.record_id,
        link_person.best_record_id,
        CASE link_person.rule WHEN 'nik_exact' THEN 1 WHEN 'probabilistic' THEN 2 WHEN 'household' THEN 3 ELSE 4 END AS tie
    FROM own
    INNER JOIN link_person ON own.record_id = link_person.record_id
    INNER JOIN own AS other ON own.id = other.id AND link_person.best_record_id = other.record_id
    WHERE own.event = 'merged' AND own.is_bearer <> other.is_bearer
),

bridge_end AS (
    SELECT
        id,
        record_id,
        min(tie) AS tie
    FROM (
        SELECT id, record_id, tie FROM bridge
        UNION ALL
        SELECT id, best_record_id AS record_id, tie FROM bridge
    ) AS side
    GROUP BY id, record_id
),

weighed AS (
    SELECT
        own.*,
        bridge_end.tie,
        count(bridge_end.tie) OVER (PARTITION BY own.id) AS tie_n,
        count(*) FILTER (WHERE own.is_bearer) OVER (PARTITION BY own.id) AS bearer_n
    FROM own
    LEFT JOIN bridge_end ON own.id = bridge_end.id AND own.record_id = bridge_end.record_id
),

died AS (
    SELECT gold_person.person_id AS id
    FROM gold_person
    INNER JOIN tmp_person_fate ON gold_person.person_id = tmp_person_fate.id
    WHERE gold_person.keberadaan = 'MENINGGAL' AND NOT tmp_person_fate.was_dead
),

cause AS (
    SELECT id, event, record_id, source, is_bearer, tie
    FROM weighed
    WHERE CASE event
        WHEN 'merged' THEN tie_n = 0 OR is_bearer OR tie IS NOT NULL
        WHEN 'split' THEN bearer_n = 0 OR is_bearer
        ELSE TRUE
    END
    UNION ALL
    SELECT died.id, 'reported_dead' AS event, source.record_id, source.source, FALSE AS is_bearer, CAST(NULL AS INTEGER) AS tie
    FROM died
    INNER JOIN gold_person_source AS source ON died.id = source.person_id
    INNER JOIN std_person ON source.record_id = std_person.record_id
    WHERE std_person.keberadaan = 'MENINGGAL'
    UNION ALL
    SELECT died.id, 'reported_dead' AS event, concat('keputusan:', decided.decision_id) AS record_id, CAST(NULL AS VARCHAR) AS source, FALSE AS is_bearer, 4 AS tie
    FROM died
    INNER JOIN tmp_person_key ON died.id = tmp_person_key.person_id
    INNER JOIN tmp_decided_value AS decided ON tmp_person_key.person_no = decided.entity_no
    WHERE decided.entity = 'person' AND decided.field = 'keberadaan' AND decided.is_first AND decided.record_no IS NULL
    UNION ALL
    SELECT fate.id, fate.event, source.record_id, source.source, TRUE AS is_bearer, CAST(NULL AS INTEGER) AS tie
    FROM tmp_person_fate AS fate
    INNER JOIN prev_person_source AS source ON fate.id = source.person_id
    WHERE fate.event = 'absent'
)

SELECT *
FROM cause
QUALIFY row_number() OVER (PARTITION BY id, event ORDER BY is_bearer DESC, tie IS NULL, record_id) <= 20;
