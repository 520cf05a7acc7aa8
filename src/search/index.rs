//! The inverted index: every point, every question and every title is an entry of its own.

use tantivy::collector::TopDocs;
use tantivy::indexer::SingleSegmentIndexWriter;
use tantivy::query::{BooleanQuery, BoostQuery, Occur, TermQuery};
use tantivy::schema::{Field, INDEXED, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{TextAnalyzer, WhitespaceTokenizer};
use tantivy::{Index, IndexReader, Searcher, TantivyDocument, Term};

/// The memory tantivy may use while it builds, in bytes; its own minimum.
const BUILD_MEMORY: usize = 15_000_000;
/// The name of the tokenizer: tokens come ready-made, separated by spaces.
const READY_MADE: &str = "ready-made";

/// Why the index could not be built.
#[derive(Debug, thiserror::Error)]
#[error("the search index cannot be built")]
pub struct IndexError(#[from] tantivy::TantivyError);

/// An inverted index over entries that are known by their position.
pub(super) struct Entries {
    searcher: Searcher,
    body: Field,
    /// The entry of each document address, by segment and document.
    numbers: Vec<Vec<u32>>,
}

impl Entries {
    /// Builds the index over entries given as their tokens, separated by spaces.
    pub(super) fn build(entries: impl Iterator<Item = String>) -> Result<Self, IndexError> {
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(READY_MADE)
            .set_index_option(IndexRecordOption::WithFreqs)
            .set_fieldnorms(true);
        let body = schema.add_text_field("body", TextOptions::default().set_indexing_options(indexing));
        let number = schema.add_u64_field("number", NumericOptions::default().set_fast() | INDEXED);
        let index = Index::create_in_ram(schema.build());
        index.tokenizers().register(READY_MADE, TextAnalyzer::from(WhitespaceTokenizer::default()));
        let mut writer = SingleSegmentIndexWriter::new(index, BUILD_MEMORY)?;
        for (place, tokens) in (0_u64..).zip(entries) {
            let mut document = TantivyDocument::default();
            document.add_text(body, tokens);
            document.add_u64(number, place);
            writer.add_document(document)?;
        }
        let reader: IndexReader = writer.finalize()?.reader()?;
        let searcher = reader.searcher();
        let mut numbers = Vec::new();
        for segment in searcher.segment_readers() {
            let column = segment.fast_fields().u64("number")?;
            let of = |doc| column.first(doc).and_then(|n| u32::try_from(n).ok()).unwrap_or(u32::MAX);
            numbers.push((0..segment.max_doc()).map(of).collect());
        }
        Ok(Self { searcher, body, numbers })
    }

    /// The best entries for weighted tokens that occur in the index, with their BM25 score, best first.
    pub(super) fn best(&self, tokens: &[(&str, f32)], limit: usize) -> Vec<(usize, f32)> {
        let clauses = tokens.iter().map(|(token, weight)| {
            let term = TermQuery::new(Term::from_field_text(self.body, token), IndexRecordOption::WithFreqs);
            (Occur::Should, Box::new(BoostQuery::new(Box::new(term), *weight)) as Box<dyn tantivy::query::Query>)
        });
        let query = BooleanQuery::new(clauses.collect());
        // The index is in memory and complete: a search has nothing to fail on but a bug, and then finds nothing.
        let found = self.searcher.search(&query, &TopDocs::with_limit(limit)).unwrap_or_default();
        found
            .into_iter()
            .map(|(score, at)| (self.numbers[at.segment_ord as usize][at.doc_id as usize] as usize, score))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_entry_with_the_rarer_token_comes_first() {
        let entries = ["贷款 企业", "企业 上云", "企业"].map(str::to_owned);
        let index = Entries::build(entries.into_iter()).unwrap();
        let found = index.best(&[("贷款", 1.0), ("企业", 1.0)], 10);
        assert_eq!(found[0].0, 0);
        assert_eq!(found.len(), 3);
        assert!(index.best(&[("房价", 1.0)], 10).is_empty());
    }
}
