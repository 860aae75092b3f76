package io.millrace.pubsub;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Who is interested in what: a tree of levels, which is never changed but replaced along one path.
///
/// @param here those whose pattern ends here
/// @param rest those whose pattern has a [Levels#REST] here
/// @param any what is below a [Levels#ANY] here
/// @param next what is below a level of that name
/// @param size how many are in the tree
/// @param <M> the type of the messages
record Subscribers<M>(
        List<Inlet<M>> here,
        List<Inlet<M>> rest,
        @Nullable Subscribers<M> any,
        Map<String, Subscribers<M>> next,
        int size) {

    private static final Subscribers<?> NONE =
            new Subscribers<>(List.of(), List.of(), null, Map.of(), 0);

    @SuppressWarnings("unchecked") // holds nobody
    static <M> Subscribers<M> none() {
        return (Subscribers<M>) NONE;
    }

    /// Returns this with one more.
    Subscribers<M> with(Inlet<M> inlet) {
        return changed(inlet, 0, true);
    }

    /// Returns this with one less; the same if it is not in it.
    Subscribers<M> without(Inlet<M> inlet) {
        return changed(inlet, 0, false);
    }

    private Subscribers<M> changed(Inlet<M> inlet, int depth, boolean adds) {
        Levels pattern = inlet.pattern();
        if (depth == pattern.size()) {
            return new Subscribers<>(changed(here, inlet, adds), rest, any, next, 0).counted();
        }
        String level = pattern.at(depth);
        if (level.equals(Levels.REST)) {
            return new Subscribers<>(here, changed(rest, inlet, adds), any, next, 0).counted();
        }
        if (level.equals(Levels.ANY)) {
            Subscribers<M> below = any == null ? none() : any;
            Subscribers<M> changed = below.changed(inlet, depth + 1, adds);
            return new Subscribers<>(here, rest, changed.size == 0 ? null : changed, next, 0)
                    .counted();
        }
        Subscribers<M> below = next.getOrDefault(level, none());
        Subscribers<M> changed = below.changed(inlet, depth + 1, adds);
        var others = new HashMap<>(next);
        if (changed.size == 0) {
            others.remove(level);
        } else {
            others.put(level, changed);
        }
        return new Subscribers<>(here, rest, any, Map.copyOf(others), 0).counted();
    }

    private static <M> List<Inlet<M>> changed(List<Inlet<M>> inlets, Inlet<M> inlet, boolean adds) {
        var changed = new ArrayList<>(inlets);
        if (adds) {
            changed.add(inlet);
        } else {
            changed.remove(inlet);
        }
        return List.copyOf(changed);
    }

    private Subscribers<M> counted() {
        int count = here.size() + rest.size() + (any == null ? 0 : any.size);
        for (Subscribers<M> below : next.values()) {
            count += below.size;
        }
        return new Subscribers<>(here, rest, any, next, count);
    }

    /// Returns those whose pattern matches a name.
    List<Inlet<M>> interestedIn(Levels name) {
        if (name.size() == 0) {
            return here;
        }
        var found = new ArrayList<Inlet<M>>();
        collect(name, 0, found);
        return found;
    }

    private void collect(Levels name, int depth, List<Inlet<M>> found) {
        if (depth == name.size()) {
            found.addAll(here);
            return;
        }
        found.addAll(rest);
        if (any != null) {
            any.collect(name, depth + 1, found);
        }
        Subscribers<M> below = next.get(name.at(depth));
        if (below != null) {
            below.collect(name, depth + 1, found);
        }
    }

    /// Returns all.
    List<Inlet<M>> all() {
        var found = new ArrayList<>(here);
        found.addAll(rest);
        if (any != null) {
            found.addAll(any.all());
        }
        next.values().forEach(below -> found.addAll(below.all()));
        return found;
    }
}
