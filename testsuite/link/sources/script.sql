-- Tables, indexes, triggers, windows, text search, JSON, errors, and a file on disk.
.bail off
.mode list
SELECT sqlite_version();
CREATE TABLE numbers(n INTEGER PRIMARY KEY, word TEXT, half REAL);
WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 5000)
  INSERT INTO numbers SELECT x, printf('w%05d', x * 7919 % 5000), x / 2.0 FROM c;
CREATE INDEX by_word ON numbers(word);
CREATE TRIGGER t AFTER DELETE ON numbers BEGIN UPDATE numbers SET half = half + 1 WHERE n = 1; END;
DELETE FROM numbers WHERE n % 1000 = 0;
SELECT count(*), sum(n), avg(half), min(word), max(word) FROM numbers;
SELECT word FROM numbers WHERE word LIKE 'w0001%' ORDER BY word DESC;
SELECT n, sum(n) OVER (ORDER BY n ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) FROM numbers WHERE n < 8;
EXPLAIN QUERY PLAN SELECT * FROM numbers WHERE word = 'w00007';
SELECT json_extract('{"a":[1,2,{"b":3.5}]}', '$.a[2].b'), round(exp(1), 6), hex('ab'), upper('abc'), 1 / 0;
CREATE VIRTUAL TABLE texts USING fts5(body);
INSERT INTO texts VALUES ('the quick brown fox'), ('jumps over the lazy dog'), ('quick quick');
SELECT rowid, body FROM texts WHERE texts MATCH 'quick' ORDER BY rank;
SELECT no_such_column FROM numbers;
BEGIN; DELETE FROM numbers; ROLLBACK;
SELECT count(*) FROM numbers;
.mode csv
SELECT n, word, half FROM numbers WHERE n IN (1, 2, 4999);
PRAGMA integrity_check;
SELECT strftime('%Y-%m-%d %H:%M:%S', 86400 * 365, 'unixepoch'), date('2024-02-29', '+1 year');
