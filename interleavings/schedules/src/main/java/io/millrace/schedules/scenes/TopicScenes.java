package io.millrace.schedules.scenes;

import static io.millrace.schedules.scenes.Stage.require;

import io.millrace.channel.ChannelClosedException;
import io.millrace.pubsub.AckStats;
import io.millrace.pubsub.AckSubscription;
import io.millrace.pubsub.Delivery;
import io.millrace.pubsub.SlowSubscriber;
import io.millrace.pubsub.Subscription;
import io.millrace.pubsub.Topic;
import io.millrace.pubsub.TopicClosedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Topics: who comes, goes and closes against who publishes; who settles a delivery.
final class TopicScenes {

    private TopicScenes() {}

    // ---- coming

    static void a_late_subscriber_has_all_of_two_publishers_once(Stage stage) {
        Topic<Integer> topic = Topic.<Integer>builder().replay(4).open();
        var mine = new ArrayList<Subscription<Integer>>();
        stage.thread(() -> topic.publish(1));
        stage.thread(() -> topic.publish(2));
        stage.thread(() -> mine.add(topic.subscription().capacity(4).open()));
        stage.afterwards(() -> {
            var all = new ArrayList<Integer>();
            mine.getFirst().messages().drainTo(all, 9);
            require(all.size() == 2 && all.containsAll(List.of(1, 2)), all);
        });
    }

    static void what_was_kept_comes_before_what_is_live(Stage stage) {
        Topic<Integer> topic = Topic.<Integer>builder().replay(2).open();
        stage.thread(() -> {
            topic.publish(1);
            topic.publish(2);
            topic.publish(3);
            topic.close();
        });
        stage.thread(() -> {
            try {
                List<Integer> all =
                        topic.subscription().capacity(3).open().messages().stream().toList();
                require(
                        List.of(List.of(1, 2, 3), List.of(2, 3)).contains(all),
                        "a gap or a double",
                        all);
            } catch (TopicClosedException e) {
                require(topic.isClosed(), e);
            }
        });
    }

    static void a_late_subscriber_that_drops_the_oldest_ends_with_the_newest(Stage stage) {
        Topic<Integer> topic = Topic.<Integer>builder().replay(2).open();
        var lost = new ArrayList<Integer>();
        var mine = new ArrayList<Subscription<Integer>>();
        stage.thread(() -> {
            for (int i = 1; i <= 3; i++) {
                topic.publish(i);
            }
        });
        stage.thread(() ->
                mine.add(
                        topic.subscription()
                                .capacity(1)
                                .slow(SlowSubscriber.dropOldest())
                                .onUndelivered(lost::add)
                                .open()));
        stage.afterwards(() -> {
            var held = new ArrayList<Integer>();
            mine.getFirst().messages().drainTo(held, 9);
            require(held.equals(List.of(3)), held, lost);
            require(List.of(List.of(), List.of(2), List.of(1, 2)).contains(lost), lost);
        });
    }

    static void two_subscribers_come_at_once(Stage stage) {
        Topic<Integer> topic = Topic.open();
        var mine = new ArrayList<Subscription<Integer>>();
        for (int i = 0; i < 2; i++) {
            stage.thread(() -> {
                var opened = topic.subscribe();
                mine.add(opened);
            });
        }
        stage.afterwards(() -> {
            require(topic.stats().subscriptions() == 2, topic.stats());
            require(topic.publish(1) == 2);
            mine.forEach(Subscription::close);
            require(topic.stats().subscriptions() == 0, topic.stats());
        });
    }

    // ---- going

    static void who_closes_its_subscription_against_who_publishes(Stage stage) {
        Topic<Integer> topic = Topic.open();
        var lost = new ArrayList<Integer>();
        var reached = new int[1];
        Subscription<Integer> mine =
                topic.subscription().capacity(1).onUndelivered(lost::add).open();
        stage.thread(() -> {
            reached[0] += topic.publish(1);
            reached[0] += topic.publish(2); // waits until the subscription is closed
        });
        stage.thread(mine::close);
        stage.afterwards(() -> {
            require(lost.size() == reached[0], lost, reached[0]);
            require(topic.stats().subscriptions() == 0, topic.stats());
        });
    }

    static void a_close_of_the_topic_against_who_waits_for_room(Stage stage) {
        Topic<Integer> topic = Topic.open();
        Subscription<Integer> mine = topic.subscription().capacity(1).open();
        var reached = new int[1];
        stage.thread(() -> {
            try {
                reached[0] += topic.publish(1);
                reached[0] += topic.publish(2);
            } catch (TopicClosedException e) {
                require(topic.isClosed(), e);
            }
        });
        stage.thread(topic::close);
        stage.afterwards(() -> {
            long all = mine.messages().stream().count();
            require(all == reached[0], all, reached[0]);
        });
    }

    static void a_close_of_the_topic_against_who_comes(Stage stage) {
        Topic<Integer> topic = Topic.<Integer>builder().replay(1).open();
        stage.thread(() -> {
            topic.publish(1);
            topic.close();
        });
        stage.thread(() -> {
            try (var mine = topic.subscribe()) {
                require(mine.messages().stream().toList().equals(List.of(1)), "not the message");
            } catch (TopicClosedException e) {
                require(topic.isClosed(), e);
            }
        });
    }

    // ---- acknowledgements

    private static void requireBalance(AckSubscription<?> jobs) {
        AckStats stats = jobs.stats();
        long known =
                stats.ready()
                        + stats.leased()
                        + stats.delayed()
                        + stats.acknowledged()
                        + stats.dead()
                        + stats.dropped();
        require(stats.accepted() == known, stats);
    }

    static void an_acknowledgement_against_the_end_of_its_time(Stage stage) {
        Topic<Integer> topic = Topic.open();
        AckSubscription<Integer> jobs =
                topic.acknowledged().visibility(Duration.ofMillis(1)).open();
        var acked = new int[1];
        stage.thread(() -> topic.publish(1));
        stage.thread(() -> {
            Delivery<Integer> first = jobs.deliveries().receive();
            Stage.pause(1);
            acked[0] += first.ack() ? 1 : 0;
            if (acked[0] == 0) {
                Delivery<Integer> again = jobs.deliveries().receive();
                require(again.attempt() == 2, again);
                acked[0] += again.ack() ? 1 : 0;
            }
        });
        stage.afterwards(() -> {
            requireBalance(jobs);
            require(jobs.stats().acknowledged() == acked[0], jobs.stats());
            jobs.close();
        });
    }

    static void the_last_acknowledgement_against_the_close_of_the_topic(Stage stage) {
        Topic<Integer> topic = Topic.open();
        AckSubscription<Integer> jobs = topic.acknowledged().unlimitedVisibility().open();
        stage.thread(() -> {
            topic.publish(1);
            topic.close();
        });
        stage.thread(() -> {
            int seen = 0;
            for (Delivery<Integer> job = jobs.deliveries().receiveOrNull();
                    job != null;
                    job = jobs.deliveries().receiveOrNull()) {
                seen++;
                if (job.attempt() == 1) {
                    job.nack();
                } else {
                    job.ack();
                }
            }
            require(seen == 2, "deliveries", seen);
            require(jobs.stats().acknowledged() == 1, jobs.stats());
        });
    }

    static void two_readers_wait_for_the_end_while_one_rejects(Stage stage) {
        Topic<Integer> topic = Topic.open();
        AckSubscription<Integer> jobs =
                topic.acknowledged().attempts(2).unlimitedVisibility().open();
        stage.thread(() -> {
            topic.publish(1);
            topic.close();
        });
        for (int i = 0; i < 2; i++) {
            stage.thread(() -> {
                for (Delivery<Integer> job = jobs.deliveries().receiveOrNull();
                        job != null;
                        job = jobs.deliveries().receiveOrNull()) {
                    job.nack();
                }
            });
        }
        stage.afterwards(() -> require(jobs.stats().dead() == 1, jobs.stats()));
    }

    static void a_rejection_against_a_close(Stage stage) {
        Topic<Integer> topic = Topic.open();
        var lost = new ArrayList<Integer>();
        AckSubscription<Integer> jobs = topic.acknowledged().onUndelivered(lost::add).open();
        stage.thread(() -> topic.publish(1));
        stage.thread(() -> {
            try {
                jobs.deliveries().receive().nack(Duration.ofMillis(1));
            } catch (ChannelClosedException e) {
                require(jobs.stats().leased() == 0, e);
            }
        });
        stage.thread(jobs::close);
        stage.afterwards(() -> {
            requireBalance(jobs);
            AckStats stats = jobs.stats();
            require(stats.ready() + stats.leased() + stats.delayed() == 0, stats);
            require(lost.size() == stats.dropped(), lost, stats);
        });
    }

    static void a_delivery_that_is_taken_against_a_close(Stage stage) {
        Topic<Integer> topic = Topic.open();
        var lost = new ArrayList<Integer>();
        AckSubscription<Integer> jobs =
                topic.acknowledged().unlimitedVisibility().onUndelivered(lost::add).open();
        stage.thread(() -> topic.publish(1));
        stage.thread(() -> {
            try {
                jobs.deliveries().receive(); // and nothing more: the close has to see to it
            } catch (ChannelClosedException e) {
                require(jobs.stats().leased() == 0, e);
            }
        });
        stage.thread(jobs::close);
        stage.afterwards(() -> {
            requireBalance(jobs);
            AckStats stats = jobs.stats();
            require(stats.ready() + stats.leased() + stats.delayed() == 0, stats);
            require(lost.size() == stats.dropped(), lost, stats);
        });
    }

    static void a_newer_message_against_the_reader_of_the_oldest(Stage stage) {
        Topic<Integer> topic = Topic.open();
        var lost = new ArrayList<Integer>();
        AckSubscription<Integer> jobs =
                topic.acknowledged()
                        .capacity(1)
                        .slow(SlowSubscriber.dropOldest())
                        .unlimitedVisibility()
                        .onUndelivered(lost::add)
                        .open();
        var read = new ArrayList<Integer>();
        stage.thread(() -> {
            topic.publish(1);
            topic.publish(2);
            topic.close();
        });
        stage.thread(() -> {
            for (Delivery<Integer> job = jobs.deliveries().receiveOrNull();
                    job != null;
                    job = jobs.deliveries().receiveOrNull()) {
                read.add(job.message());
                require(job.ack(), job);
            }
        });
        stage.afterwards(() -> {
            requireBalance(jobs);
            require(read.size() + lost.size() == 2, read, lost);
        });
    }

    static void two_publishers_wait_for_one_place(Stage stage) {
        Topic<Integer> topic = Topic.open();
        AckSubscription<Integer> jobs =
                topic.acknowledged().capacity(1).unlimitedVisibility().open();
        stage.thread(() -> topic.publish(1));
        stage.thread(() -> topic.publish(2));
        stage.thread(() -> {
            int sum = 0;
            for (int i = 0; i < 2; i++) {
                Delivery<Integer> job = jobs.deliveries().receive();
                sum += job.message();
                require(jobs.stats().ready() + jobs.stats().leased() <= 1, "K1", jobs.stats());
                require(job.ack(), job);
            }
            require(sum == 3, sum);
        });
        stage.afterwards(() -> {
            requireBalance(jobs);
            jobs.close();
        });
    }
}
