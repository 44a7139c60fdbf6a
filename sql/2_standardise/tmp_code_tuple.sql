-- Title: one distinct combination of the coded values of a record, with ours
-- Creates: tmp_code_tuple
-- Reads: raw_person, ref_source, tmp_code, tmp_age_year
-- Variables: none
--
-- Records join this once instead of every code by itself: a join holds megabytes however small its table is, and memory has to
-- hold all joins of a statement at once.
CREATE OR REPLACE TABLE tmp_code_tuple AS
WITH delivered AS (
    SELECT DISTINCT
        source,
        jenis_kelamin AS sex_raw,
        shdk AS relation_raw,
        status_kawin AS marital_raw,
        keberadaan AS presence_raw,
        padan_dukcapil AS padan_raw
    FROM raw_person
)

SELECT
    told.*,
    ref_source.family_unit,
    tmp_age_year.age_year,
    sex.baku AS jenis_kelamin,
    try_cast(relation.baku AS INTEGER) AS shdk_coarse,
    try_cast(marital.baku AS INTEGER) AS status_kawin,
    presence.baku AS keberadaan,
    CASE padan.baku WHEN 'ya' THEN TRUE WHEN 'tidak' THEN FALSE END AS padan_dukcapil,
    list_filter([
        CASE WHEN sex.is_unknown THEN 'NILAI_TAK_DIKENAL:jenis_kelamin' END,
        CASE WHEN relation.is_unknown THEN 'NILAI_TAK_DIKENAL:shdk' END,
        CASE WHEN marital.is_unknown THEN 'NILAI_TAK_DIKENAL:status_kawin' END,
        CASE WHEN presence.is_unknown THEN 'NILAI_TAK_DIKENAL:keberadaan' END,
        CASE WHEN padan.is_unknown THEN 'NILAI_TAK_DIKENAL:padan_dukcapil' END
    ], lambda f: f IS NOT NULL) AS flags
FROM delivered AS told
INNER JOIN ref_source ON told.source = ref_source.source
LEFT JOIN tmp_age_year ON told.source = tmp_age_year.source
LEFT JOIN tmp_code AS sex ON told.source = sex.source AND sex.kolom = 'jenis_kelamin' AND told.sex_raw = sex.nilai_raw
LEFT JOIN tmp_code AS relation
    ON told.source = relation.source AND relation.kolom = 'shdk' AND told.relation_raw = relation.nilai_raw
LEFT JOIN tmp_code AS marital
    ON told.source = marital.source AND marital.kolom = 'status_kawin' AND told.marital_raw = marital.nilai_raw
LEFT JOIN tmp_code AS presence
    ON told.source = presence.source AND presence.kolom = 'keberadaan' AND told.presence_raw = presence.nilai_raw
LEFT JOIN tmp_code AS padan
    ON told.source = padan.source AND padan.kolom = 'padan_dukcapil' AND told.padan_raw = padan.nilai_raw;
