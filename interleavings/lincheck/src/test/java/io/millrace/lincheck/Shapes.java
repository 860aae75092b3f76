package io.millrace.lincheck;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import io.millrace.channel.Overflow;
import java.util.List;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/// The shapes of a channel, each with its model: classes with a constructor that takes nothing, as
/// Lincheck wants them.
final class Shapes {
    private Shapes() {}

    static Channel<Integer> bounded(int capacity, Overflow overflow) {
        return Channel.<Integer>builder().capacity(capacity).overflow(overflow).build();
    }

    public static final class Buffered1 extends TryForms {
        public Buffered1() {
            super(Channel.buffered(1));
        }
    }

    public static final class Buffered2 extends TryForms {
        public Buffered2() {
            super(Channel.buffered(2));
        }
    }

    public static final class Buffered3 extends TryForms {
        public Buffered3() {
            super(Channel.buffered(3));
        }
    }

    public static final class Rejecting extends TryForms {
        public Rejecting() {
            super(bounded(2, Overflow.REJECT));
        }
    }

    public static final class DropsOldest extends TryForms {
        public DropsOldest() {
            super(bounded(2, Overflow.DROP_OLDEST));
        }
    }

    public static final class DropsNewest extends TryForms {
        public DropsNewest() {
            super(bounded(2, Overflow.DROP_NEWEST));
        }
    }

    public static final class Conflated extends TryForms {
        public Conflated() {
            super(Channel.conflated());
        }
    }

    public static final class Rendezvous extends TryForms {
        public Rendezvous() {
            super(Channel.rendezvous());
        }
    }

    public static final class Unbounded extends TryForms {
        public Unbounded() {
            super(Channel.unbounded());
        }

        /// A batch, of which no value ever waits here.
        @Operation
        public String sendTwo(@Param(name = "value") int first, @Param(name = "value") int second)
                throws InterruptedException {
            try {
                return "SENT".repeat(channel.sendSome(List.of(first, second)));
            } catch (ChannelClosedException e) {
                return "CLOSED";
            }
        }
    }

    public static final class Hands1 extends HandForms {
        public Hands1() {
            super(Channel.buffered(1));
        }
    }

    public static final class Hands2 extends HandForms {
        public Hands2() {
            super(Channel.buffered(2));
        }
    }

    public static final class Queue2 extends QueueForms {
        public Queue2() {
            super(Channel.buffered(2));
        }
    }

    public static final class QueueUnbounded extends QueueForms {
        public QueueUnbounded() {
            super(Channel.unbounded());
        }
    }

    public static final class QueueConflated extends QueueForms {
        public QueueConflated() {
            super(Channel.conflated());
        }
    }

    public static final class Model1 extends ChannelModel {
        public Model1() {
            super(1, Overflow.BLOCK);
        }
    }

    public static final class Model2 extends ChannelModel {
        public Model2() {
            super(2, Overflow.BLOCK);
        }
    }

    public static final class Model3 extends ChannelModel {
        public Model3() {
            super(3, Overflow.BLOCK);
        }
    }

    public static final class RejectingModel extends ChannelModel {
        public RejectingModel() {
            super(2, Overflow.REJECT);
        }
    }

    public static final class DropsOldestModel extends ChannelModel {
        public DropsOldestModel() {
            super(2, Overflow.DROP_OLDEST);
        }
    }

    public static final class DropsNewestModel extends ChannelModel {
        public DropsNewestModel() {
            super(2, Overflow.DROP_NEWEST);
        }
    }

    public static final class ConflatedModel extends ChannelModel {
        public ConflatedModel() {
            super(1, Overflow.DROP_OLDEST);
        }
    }

    public static final class RendezvousModel extends ChannelModel {
        public RendezvousModel() {
            super(0, Overflow.BLOCK);
        }
    }

    public static final class UnboundedModel extends ChannelModel {
        public UnboundedModel() {
            super(UNBOUNDED, Overflow.BLOCK);
        }
    }
}
