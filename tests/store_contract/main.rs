//! The contract of the store, run for every engine.

#![expect(clippy::unwrap_used, reason = "a test stops where something fails")]

mod held;
mod inbox;
mod outbox;
mod queue;
mod same_answers;
mod sample;
mod sweep;
mod turn;

use zhuqi::store::sled::SledStore;

/// Every engine keeps every one of these promises.
macro_rules! contract {
    ($engine:ident, $open:expr) => {
        contract!($engine, $open,
            inbox: [
                messages_come_back_in_the_order_they_were_accepted,
                a_repeated_message_is_dropped,
                every_conversation_with_messages_is_waiting,
                accepting_nothing_is_no_fault,
            ],
            turn: [
                a_message_is_done_once,
                a_conversation_is_kept_as_it_was_last,
                a_taken_number_is_a_conflict_and_nothing_is_written,
                a_known_key_is_refused_and_nothing_is_written,
                a_known_receipt_is_refused_and_nothing_is_written,
                counts_are_kept_by_day,
                tickets_are_listed_newest_first,
                tickets_are_listed_in_pages,
                parallel_commits_get_distinct_numbers,
            ],
            outbox: [
                only_the_first_reply_of_a_conversation_is_due,
                replies_are_due_oldest_first,
                busy_conversations_are_left_out,
                a_reply_put_off_holds_its_conversation_back,
                a_failed_reply_becomes_a_dead_letter,
                settling_twice_changes_nothing,
                dead_letters_are_listed_newest_first,
                a_card_is_known_by_its_name_and_what_redraws_it_is_no_news,
                replies_go_along_with_a_conversation_that_moves,
            ],
            held: [
                a_held_file_belongs_to_its_conversation,
                what_is_held_too_long_is_swept_and_what_is_kept_stays,
            ],
            sweep: [
                what_is_too_old_is_forgotten,
                what_is_remembered_stays,
                a_waiting_message_survives_the_sweep,
                sweeping_much_forgets_all_of_it,
            ]
        );
    };
    ($engine:ident, $open:expr, $($part:ident: [$($promise:ident),* $(,)?]),*) => {
        mod $engine {
            $($(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $promise() {
                    let (store, _kept) = $open;
                    crate::$part::$promise(&store).await;
                }
            )*)*
        }
    };
}

contract!(sled, super::fresh_sled());

fn fresh_sled() -> (SledStore, tempfile::TempDir) {
    let dir = tempfile::tempdir().unwrap();
    (SledStore::open(dir.path()).unwrap(), dir)
}
contract!(memory, (zhuqi::store::memory::MemoryStore::new(), ()));
