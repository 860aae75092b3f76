package io.millrace.bench.rival;

import com.softwaremill.jox.Channel;
import com.softwaremill.jox.ChannelClosed;
import com.softwaremill.jox.Select;
import com.softwaremill.jox.SelectClause;
import io.millrace.bench.Flows;
import io.millrace.bench.Item;
import io.millrace.bench.Library;
import io.millrace.bench.Line;
import org.jspecify.annotations.Nullable;

/// Jox. Its clauses are made once and used for every select; it has no try, so a select with a
/// default stands in.
public final class JoxLibrary implements Library {

    @Override
    public Line line(int capacity) {
        return new ChannelLine(
                capacity == 0
                        ? Channel.newRendezvousChannel()
                        : Channel.newBufferedChannel(capacity));
    }

    @Override
    public Flows flows() {
        return new LineFlows(this);
    }

    @Override
    public Chooser chooser(Line[] lines, boolean orElse) {
        @SuppressWarnings({"unchecked", "rawtypes"}) // an array for a generic varargs method
        SelectClause<Item>[] clauses = new SelectClause[lines.length + (orElse ? 1 : 0)];
        for (int i = 0; i < lines.length; i++) {
            clauses[i] = ((ChannelLine) lines[i]).channel.receiveClause();
        }
        if (orElse) {
            clauses[lines.length] = Select.defaultClause(Item.LAST);
        }
        return () -> Select.select(clauses);
    }

    private static final class ChannelLine extends Line {
        private final Channel<Item> channel;

        ChannelLine(Channel<Item> channel) {
            this.channel = channel;
        }

        @Override
        public void send(Item item) throws InterruptedException {
            channel.send(item);
        }

        @Override
        public Item receive() throws InterruptedException {
            return channel.receive();
        }

        @Override
        public @Nullable Item tryReceive() throws InterruptedException {
            Item item = Select.select(channel.receiveClause(), Select.defaultClause(Item.LAST));
            return item == Item.LAST ? null : item;
        }

        @Override
        public boolean closes() {
            return true;
        }

        @Override
        public void close() {
            channel.done();
        }

        @Override
        public @Nullable Item receiveOrNull() throws InterruptedException {
            Object received = channel.receiveOrClosed();
            return received instanceof ChannelClosed ? null : (Item) received;
        }
    }
}
