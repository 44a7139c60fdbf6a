-- Title: One question that an earlier release raised, and where it stood in the previous one
-- Creates: tmp_conflict_past
-- Reads: prev_conflict, prev_conflict_event
-- Variables: none
--
-- Open ones come from the previous release's conflicts, closed ones from its events, which carry on whatever was ever closed:
-- so a question that comes back after years is known. A release made before questions had a life knows no age: it counts as one.
-- is_loss: about a decile or a programme mark that somebody had.

CREATE OR REPLACE TABLE tmp_conflict_past AS
SELECT
    conflict_id,
    jenis,
    kode_prov,
    kode_kab,
    peran,
    person_ids,
    family_ids,
    record_ids,
    TRUE AS is_open,
    jenis = 'HILANG_DARI_RILIS' AND regexp_matches(bukti_fields, '"(desil_sebelumnya|tidak_disebut)"') AS is_loss,
    coalesce(status, 'baru') AS status,
    CAST(NULL AS VARCHAR) AS event,
    CAST(NULL AS VARCHAR) AS rilis,
    rilis_pertama,
    CAST(coalesce(umur_kuartal, 0) + 1 AS INTEGER) AS umur_kuartal,
    CAST(NULL AS VARCHAR) AS decision_id,
    CAST(NULL AS VARCHAR) AS reason
FROM prev_conflict
UNION ALL
SELECT
    conflict_id,
    jenis,
    kode_prov,
    kode_kab,
    peran,
    CAST([] AS VARCHAR[]) AS person_ids,
    CAST([] AS VARCHAR[]) AS family_ids,
    CAST([] AS VARCHAR[]) AS record_ids,
    FALSE AS is_open,
    FALSE AS is_loss,
    'ditutup' AS status,
    event,
    rilis,
    rilis_pertama,
    CAST(umur_kuartal + 1 AS INTEGER) AS umur_kuartal,
    decision_id,
    reason
FROM prev_conflict_event
WHERE event IN ('decided', 'closed_by_data');
