-- Title: One published value and the source record it came from
-- Creates: tmp_provenance
-- Reads: tmp_person_common, tmp_family_common, tmp_winner, tmp_decided_value, survivorship_rule, tmp_record, tmp_id_place,
--   tmp_decided_head, gold_member
-- Variables: none
--
-- Grouped fields have one row under the group's name (domain/survivorship.py lists the columns of each). The head of a
-- family comes from the record that made that person a member. A value that people decided and no record bears comes from the
-- decision: record_id is keputusan:<decision_id>. In any order: gold_provenance is sorted by id_place.

CREATE OR REPLACE VIEW tmp_provenance AS
WITH head AS (
    SELECT
        family.entity_id AS family_id,
        person.entity_id AS person_id,
        tmp_decided_head.decision_id
    FROM tmp_decided_head
    INNER JOIN tmp_id_place AS family ON tmp_decided_head.family_no = family.entity_no AND family.entity = 'family'
    INNER JOIN tmp_id_place AS person ON tmp_decided_head.first_person_no = person.entity_no AND person.entity = 'person'
    WHERE tmp_decided_head.decision_id = tmp_decided_head.first_id
),

undisputed AS (
    SELECT 'person' AS entity, person_id AS entity_id, id_place, person_no AS entity_no, 'nik' AS setting, 'nik' AS field, nik_no AS record_no, nik_n AS offer_n
    FROM tmp_person_common WHERE nik_n > 0 AND NOT nik_disputed
    UNION ALL
    SELECT 'person', person_id, id_place, person_no, 'nama', 'nama', nama_no, nama_n FROM tmp_person_common WHERE nama_n > 0 AND NOT nama_disputed
    UNION ALL
    SELECT 'person', person_id, id_place, person_no, 'gelar', 'gelar', gelar_no, gelar_n FROM tmp_person_common WHERE gelar_n > 0 AND NOT gelar_disputed
    UNION ALL
    SELECT 'person', person_id, id_place, person_no, 'alias', 'alias', alias_no, alias_n FROM tmp_person_common WHERE alias_n > 0 AND NOT alias_disputed
    UNION ALL
    SELECT 'person', person_id, id_place, person_no, 'jenis_kelamin', 'jenis_kelamin', jenis_kelamin_no, jenis_kelamin_n FROM tmp_person_common WHERE jenis_kelamin_n > 0 AND NOT jenis_kelamin_disputed
    UNION ALL
    SELECT 'person', person_id, id_place, person_no, 'tempat_lahir', 'tempat_lahir', tempat_lahir_no, tempat_lahir_n FROM tmp_person_common WHERE tempat_lahir_n > 0 AND NOT tempat_lahir_disputed
    UNION ALL
    SELECT 'person', person_id, id_place, person_no, 'tanggal_lahir', 'tanggal_lahir', tanggal_lahir_no, tanggal_lahir_n FROM tmp_person_common WHERE tanggal_lahir_n > 0 AND NOT tanggal_lahir_disputed
    UNION ALL
    SELECT 'person', person_id, id_place, person_no, 'nama_ayah', 'nama_ayah', nama_ayah_no, nama_ayah_n FROM tmp_person_common WHERE nama_ayah_n > 0 AND NOT nama_ayah_disputed
    UNION ALL
    SELECT 'person', person_id, id_place, person_no, 'nama_ibu', 'nama_ibu', nama_ibu_no, nama_ibu_n FROM tmp_person_common WHERE nama_ibu_n > 0 AND NOT nama_ibu_disputed
    UNION ALL
    SELECT 'person', person_id, id_place, person_no, 'status_kawin', 'status_kawin', status_kawin_no, status_kawin_n FROM tmp_person_common WHERE status_kawin_n > 0 AND NOT status_kawin_disputed
    UNION ALL
    SELECT 'person', person_id, id_place, person_no, 'pendidikan', 'pendidikan', pendidikan_no, pendidikan_n FROM tmp_person_common WHERE pendidikan_n > 0 AND NOT pendidikan_disputed
    UNION ALL
    SELECT 'person', person_id, id_place, person_no, 'pekerjaan', 'pekerjaan', pekerjaan_no, pekerjaan_n FROM tmp_person_common WHERE pekerjaan_n > 0 AND NOT pekerjaan_disputed
    UNION ALL
    SELECT 'person', person_id, id_place, person_no, 'keberadaan', 'keberadaan', keberadaan_no, keberadaan_n FROM tmp_person_common WHERE keberadaan_n > 0 AND NOT keberadaan_disputed
    UNION ALL
    SELECT 'person', person_id, id_place, person_no, 'alamat', 'alamat', alamat_no, alamat_n FROM tmp_person_common WHERE alamat_n > 0 AND NOT alamat_disputed
    UNION ALL
    SELECT 'person', person_id, id_place, person_no, 'desil', 'desil', desil_no, desil_n FROM tmp_person_common WHERE desil_n > 0 AND NOT desil_disputed
    UNION ALL
    SELECT 'person', person_id, id_place, person_no, 'keluarga', 'keluarga', keluarga_no, keluarga_n FROM tmp_person_common WHERE keluarga_n > 0 AND NOT keluarga_disputed
    UNION ALL
    SELECT 'family', family_id, id_place, family_no, 'no_kk', 'no_kk', no_kk_no, no_kk_n FROM tmp_family_common WHERE no_kk_n > 0 AND NOT no_kk_disputed
    UNION ALL
    SELECT 'family', family_id, id_place, family_no, 'alamat_keluarga', 'alamat', alamat_keluarga_no, alamat_keluarga_n FROM tmp_family_common WHERE alamat_keluarga_n > 0 AND NOT alamat_keluarga_disputed
    UNION ALL
    SELECT 'family', family_id, id_place, family_no, 'desil_keluarga', 'desil', desil_keluarga_no, desil_keluarga_n FROM tmp_family_common WHERE desil_keluarga_n > 0 AND NOT desil_keluarga_disputed
),

settled AS (
    SELECT
        undisputed.entity,
        undisputed.entity_id,
        undisputed.id_place,
        undisputed.entity_no,
        undisputed.setting,
        undisputed.field,
        undisputed.record_no,
        CASE WHEN undisputed.offer_n = 1 THEN 'only_value' ELSE 'agreed' END AS rule,
        1 AS value_n,
        CAST(NULL AS VARCHAR) AS decision_id
    FROM undisputed
    UNION ALL
    SELECT
        survivorship_rule.entity,
        tmp_id_place.entity_id,
        tmp_id_place.id_place,
        tmp_winner.entity_no,
        CAST(NULL AS VARCHAR) AS setting,
        survivorship_rule.published_field AS field,
        tmp_winner.record_no,
        tmp_winner.rule,
        tmp_winner.value_n,
        tmp_winner.decision_id
    FROM tmp_winner
    INNER JOIN survivorship_rule ON tmp_winner.field = survivorship_rule.field
    INNER JOIN tmp_id_place ON survivorship_rule.entity = tmp_id_place.entity AND tmp_winner.entity_no = tmp_id_place.entity_no
    WHERE tmp_winner.has_value
)

SELECT
    settled.entity,
    settled.entity_id,
    settled.field,
    coalesce(tmp_record.record_id, concat('keputusan:', settled.decision_id)) AS record_id,
    settled.rule,
    settled.value_n,
    settled.id_place
FROM settled
LEFT JOIN tmp_record ON settled.record_no = tmp_record.record_no
-- What is undisputed and yet was decided is no value of the records. Asked last: before the records were joined, DuckDB would take
-- what is left of the values for fewer than the records, and hold all of them in memory.
ANTI JOIN tmp_decided_value ON settled.entity_no = tmp_decided_value.entity_no AND settled.setting = tmp_decided_value.field
UNION ALL
SELECT
    'family' AS entity,
    gold_member.family_id AS entity_id,
    'kepala' AS field,
    CASE WHEN head.decision_id IS NULL THEN gold_member.record_id ELSE concat('keputusan:', head.decision_id) END AS record_id,
    CASE WHEN head.decision_id IS NULL THEN 'head_of_members' ELSE 'keputusan' END AS rule,
    1 AS value_n,
    tmp_id_place.id_place
FROM gold_member
INNER JOIN tmp_id_place ON gold_member.family_id = tmp_id_place.entity_id
LEFT JOIN head ON gold_member.family_id = head.family_id AND gold_member.person_id = head.person_id
WHERE gold_member.is_kepala;
