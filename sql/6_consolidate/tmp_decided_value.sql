-- Title: one value that people decided for one golden field, the record that bears it if one does, and whether it acts
-- Creates: tmp_decided_value
-- Reads: decision, tmp_decided_side, std_person, tmp_record, tmp_decided_offer
-- Variables: none
--
-- The decile and the region of a household are decided for its people and for their family. Where persons became one and two
-- decisions name different values, the older one acts. value is spelt as the records offer it; region holds the decided code, whose street comes
-- from a record of that place, or of no known place.

CREATE OR REPLACE TABLE tmp_decided_value AS
WITH said AS (
    SELECT
        decision.decision_id,
        decision.place,
        CASE
            WHEN side.entity = 'person' THEN decision.field
            WHEN decision.field IN ('alamat', 'desil') THEN concat(decision.field, '_keluarga')
            ELSE decision.field
        END AS field,
        side.entity,
        side.entity_no,
        CASE WHEN decision.field = 'keluarga' THEN CAST(target.entity_no AS VARCHAR) ELSE decision.nilai END AS nilai
    FROM decision
    INNER JOIN tmp_decided_side AS side ON decision.decision_id = side.decision_id
    LEFT JOIN tmp_decided_side AS target
        ON decision.field = 'keluarga' AND target.entity = 'family' AND decision.decision_id = target.decision_id
    WHERE
        (side.entity = 'person' AND decision.field IN (
            'nik', 'tanggal_lahir', 'jenis_kelamin', 'alamat', 'desil', 'keberadaan', 'keluarga'
        ))
        OR (side.entity = 'family' AND decision.field IN ('no_kk', 'alamat', 'desil'))
),

ordered AS (
    SELECT
        said.*,
        first_value(nilai) OVER (PARTITION BY field, entity_no ORDER BY place) AS first_nilai,
        first_value(decision_id) OVER (PARTITION BY field, entity_no ORDER BY place) AS first_id
    FROM said
    WHERE nilai IS NOT NULL
),

offered AS (
    SELECT
        ordered.decision_id,
        ordered.field,
        ordered.entity_no,
        count(DISTINCT offer.value) AS value_n,
        min(CASE
            WHEN offer.value = ordered.nilai OR (ordered.field = 'tanggal_lahir' AND contains(offer.value, ordered.nilai)) THEN offer.record_no
        END) AS record_no
    FROM ordered
    INNER JOIN tmp_decided_offer AS offer ON ordered.field = offer.field AND ordered.entity_no = offer.entity_no
    WHERE ordered.field NOT IN ('alamat', 'alamat_keluarga')
    GROUP BY ordered.decision_id, ordered.field, ordered.entity_no
    UNION ALL
    SELECT
        ordered.decision_id,
        ordered.field,
        ordered.entity_no,
        count(DISTINCT offer.value) AS value_n,
        coalesce(
            min(offer.record_no) FILTER (WHERE starts_with(coalesce(std_person.kode_desa, std_person.kode_kec, '-'), ordered.nilai)),
            min(offer.record_no) FILTER (
                WHERE starts_with(
                    ordered.nilai, coalesce(std_person.kode_desa, std_person.kode_kec, std_person.kode_kab, std_person.kode_prov, '')
                )
            )
        ) AS record_no
    FROM ordered
    INNER JOIN tmp_decided_offer AS offer ON ordered.field = offer.field AND ordered.entity_no = offer.entity_no
    INNER JOIN tmp_record ON offer.record_no = tmp_record.record_no
    INNER JOIN std_person ON tmp_record.record_id = std_person.record_id
    WHERE ordered.field IN ('alamat', 'alamat_keluarga')
    GROUP BY ordered.decision_id, ordered.field, ordered.entity_no
)

SELECT
    ordered.decision_id,
    ordered.entity,
    ordered.entity_no,
    ordered.field,
    offered.record_no,
    CASE
        WHEN ordered.field = 'tanggal_lahir' THEN concat('day ', ordered.nilai, ' ', substr(ordered.nilai, 1, 4))
        ELSE ordered.nilai
    END AS value,
    CAST(greatest(coalesce(offered.value_n, 0), 1) AS INTEGER) AS value_n,
    ordered.nilai = ordered.first_nilai AS acts,
    CASE WHEN ordered.nilai <> ordered.first_nilai THEN ordered.first_id END AS against_id,
    ordered.decision_id = ordered.first_id AS is_first
FROM ordered
LEFT JOIN offered
    ON ordered.decision_id = offered.decision_id AND ordered.field = offered.field AND ordered.entity_no = offered.entity_no;
