-- Title: One side of a decision in force, who that is in this release, and whether the decision acts
-- Creates: gold_decision
-- Reads: decision, decision_record, link_decided, link_decision, link_person, link_carried, tmp_decided_side, tmp_decided_value,
--   tmp_decided_head, tmp_person_key, tmp_family_key
-- Variables: none
--
-- The next quarter finds its persons by these ids, and the units of its families by these records: source keys may have changed by then. A carried person without a delivered
-- record is absent and keeps the id.

CREATE OR REPLACE TABLE gold_decision AS
WITH cluster AS (
    SELECT
        record_id,
        cluster_id
    FROM link_person
    UNION ALL
    SELECT
        concat('rilis:', id) AS record_id,
        cluster_id
    FROM link_carried
    WHERE entity = 'person'
),

part AS (
    SELECT DISTINCT
        link_decided.decision_id,
        'person' AS entity,
        link_decided.side,
        coalesce(tmp_person_key.person_id, substr(link_decided.record_id, 7)) AS id
    FROM link_decided
    INNER JOIN cluster ON link_decided.record_id = cluster.record_id
    LEFT JOIN tmp_person_key ON cluster.cluster_id = tmp_person_key.cluster_id
    WHERE link_decided.entity = 'person'
    UNION ALL
    SELECT
        side.decision_id,
        'family' AS entity,
        side.side,
        tmp_family_key.family_id AS id
    FROM tmp_decided_side AS side
    INNER JOIN tmp_family_key ON side.entity_no = tmp_family_key.family_no
    WHERE side.entity = 'family'
),

named AS (
    SELECT DISTINCT
        decision_id,
        entity,
        side
    FROM decision_record
    UNION
    SELECT
        decision_id,
        entity,
        side
    FROM part
),

standing AS (
    SELECT
        decision_id,
        acts,
        against
    FROM link_decision
    UNION ALL
    SELECT
        decision_id,
        max(CASE WHEN acts THEN 1 ELSE 0 END) = 1 AS acts,
        list_sort(list_distinct(list_filter(array_agg(against_id), lambda id: id IS NOT NULL))) AS against
    FROM tmp_decided_value
    GROUP BY decision_id
    UNION ALL
    SELECT
        decision_id,
        person_no = first_person_no AS acts,
        list_filter([CASE WHEN person_no <> first_person_no THEN first_id END], lambda id: id IS NOT NULL) AS against
    FROM tmp_decided_head
),

gathered AS (
    SELECT
        decision_id,
        entity,
        side,
        list_sort(array_agg(id)) AS ids
    FROM part
    GROUP BY decision_id, entity, side
),

meant AS (
    SELECT
        decision_id,
        entity,
        side,
        list_sort(array_agg(record_id)) AS record_ids
    FROM link_decided
    WHERE NOT starts_with(record_id, 'rilis:')
    GROUP BY decision_id, entity, side
)

SELECT
    named.decision_id,
    named.entity,
    CAST(named.side AS INTEGER) AS side,
    coalesce(gathered.ids, CAST([] AS VARCHAR[])) AS ids,
    coalesce(meant.record_ids, CAST([] AS VARCHAR[])) AS record_ids,
    coalesce(
        standing.acts,
        decision.keputusan IN ('sudah diperbaiki', 'tidak perlu tindakan')
        OR (decision.keputusan = 'sama' AND decision.jenis = 'KELUARGA_GABUNG')
        OR (decision.keputusan IN ('hidup', 'meninggal') AND decision.jenis = 'HILANG_DARI_RILIS')
    ) AS acts,
    coalesce(standing.against, CAST([] AS VARCHAR[])) AS against
FROM named
INNER JOIN decision ON named.decision_id = decision.decision_id
LEFT JOIN gathered
    ON named.decision_id = gathered.decision_id AND named.entity = gathered.entity AND named.side = gathered.side
LEFT JOIN meant
    ON named.decision_id = meant.decision_id AND named.entity = meant.entity AND named.side = meant.side
LEFT JOIN standing ON named.decision_id = standing.decision_id;
