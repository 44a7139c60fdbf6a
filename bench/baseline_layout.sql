-- Deliveries of `dtsen-link sample` in the layout that the baseline reads. Columns and codes are the same, but for the word
-- for the head of a family in P3KE.
COPY (SELECT * FROM '{deliveries}/dtks.parquet') TO '{layout}/dtks.parquet';
COPY (SELECT * FROM '{deliveries}/regsosek.parquet') TO '{layout}/regsosek.parquet';
COPY (
    SELECT * REPLACE (
        CASE
            WHEN HubunganDenganKepalaKeluarga = 'KEPALA KELUARGA' THEN 'Kepala Keluarga'
            ELSE HubunganDenganKepalaKeluarga
        END AS HubunganDenganKepalaKeluarga
    )
    FROM '{deliveries}/p3ke.parquet'
) TO '{layout}/p3ke.parquet';
COPY (SELECT * FROM '{deliveries}/truth.parquet') TO '{layout}/truth.parquet';
