-- Title: One question that a decision in force speaks to, and why it is asked all the same, if it is
-- Creates: tmp_answer
-- Reads: tmp_decided, conflict_raised, gold_decision, tmp_subject, record_tie
-- Variables: none
--
-- A decision speaks to the question it answered; to one of the same type about the same persons; and, where it holds two persons apart,
-- to every question whether those two are one. What the same persons may have lost (their place in the deliveries, a decile, a mark) are
-- questions apart: there the facts must be the same as well. It closes the question unless it does not act, the facts have changed since,
-- or newer data speak against it. A row that came again unchanged is no newer word on somebody's death.

CREATE OR REPLACE TABLE tmp_answer AS
WITH topic AS (
    SELECT
        conflict_id,
        jenis,
        sidik,
        person_ids,
        record_ids,
        jenis IN ('KEMUNGKINAN_SAMA', 'PELANGGARAN_TRANSITIF') AS is_pair
    FROM conflict_raised
    WHERE jenis <> 'KEPUTUSAN_BERTENTANGAN' OR conflict_id IN (SELECT tmp_decided.conflict_id FROM tmp_decided)
),

side AS (
    SELECT
        gold_decision.decision_id,
        gold_decision.side,
        who.person_id
    FROM gold_decision
    CROSS JOIN unnest(gold_decision.ids) AS who(person_id)
    WHERE gold_decision.entity = 'person'
),

spoken AS (
    SELECT
        topic.conflict_id,
        tmp_decided.decision_id,
        TRUE AS same_topic
    FROM topic
    INNER JOIN tmp_decided ON topic.conflict_id = tmp_decided.conflict_id
    UNION
    SELECT
        topic.conflict_id,
        tmp_decided.decision_id,
        TRUE AS same_topic
    FROM topic
    INNER JOIN tmp_decided ON topic.jenis = tmp_decided.jenis AND topic.person_ids = tmp_decided.person_ids
    WHERE topic.jenis <> 'HILANG_DARI_RILIS' OR topic.sidik = tmp_decided.sidik
    UNION
    SELECT
        topic.conflict_id,
        tmp_decided.decision_id,
        tmp_decided.jenis IN ('KEMUNGKINAN_SAMA', 'PELANGGARAN_TRANSITIF') AS same_topic
    FROM topic
    INNER JOIN side AS l ON topic.person_ids[1] = l.person_id
    INNER JOIN side AS r ON topic.person_ids[2] = r.person_id AND l.decision_id = r.decision_id AND l.side <> r.side
    INNER JOIN tmp_decided ON l.decision_id = tmp_decided.decision_id
    WHERE topic.is_pair AND tmp_decided.keputusan IN ('berbeda', 'pisah')
),

dated AS (
    SELECT
        spoken.conflict_id,
        max(tmp_subject.data_date) AS newest,
        max(CASE
            WHEN coalesce(tmp_subject.keberadaan, 'ADA') <> 'MENINGGAL' AND coalesce(record_tie.basis, '') NOT IN ('same_content', 'new_key')
                THEN tmp_subject.data_date
        END) AS newest_alive
    FROM (SELECT DISTINCT conflict_id FROM spoken) AS spoken
    INNER JOIN topic ON spoken.conflict_id = topic.conflict_id
    CROSS JOIN unnest(topic.record_ids) AS named(record_id)
    INNER JOIN tmp_subject ON named.record_id = tmp_subject.record_id
    LEFT JOIN record_tie ON tmp_subject.record_id = record_tie.record_id
    GROUP BY spoken.conflict_id
),

judged AS (
    SELECT
        spoken.conflict_id,
        tmp_decided.decision_id,
        tmp_decided.place,
        tmp_decided.keputusan,
        tmp_decided.words,
        CASE
            WHEN NOT tmp_decided.acts AND array_length(tmp_decided.against) > 0
                THEN 'keputusan itu bertentangan dengan keputusan yang lebih dahulu dan tidak dijalankan'
            WHEN NOT tmp_decided.acts THEN 'data yang dimaksud keputusan itu tidak ditemukan lagi'
            WHEN spoken.same_topic AND tmp_decided.sidik <> topic.sidik THEN 'faktanya berubah sejak itu'
            WHEN tmp_decided.keputusan = 'sudah diperbaiki' AND dated.newest > tmp_decided.kapan
                THEN 'data yang lebih baru masih sama'
            WHEN tmp_decided.keputusan = 'meninggal' AND dated.newest_alive > tmp_decided.kapan
                THEN 'data yang lebih baru mencatat orang ini hidup'
        END AS objection
    FROM spoken
    INNER JOIN topic ON spoken.conflict_id = topic.conflict_id
    INNER JOIN tmp_decided ON spoken.decision_id = tmp_decided.decision_id
    LEFT JOIN dated ON spoken.conflict_id = dated.conflict_id
)

SELECT
    conflict_id,
    decision_id,
    keputusan,
    CASE WHEN objection IS NOT NULL THEN concat('Pernah diputuskan ', words, '; ', objection, '.') END AS objection
FROM judged
QUALIFY row_number() OVER (
    PARTITION BY conflict_id
    ORDER BY CASE WHEN objection IS NULL THEN 0 ELSE 1 END, place DESC
) = 1;
