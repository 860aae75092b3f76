package io.millrace.schedules.scenes;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// All scenes. Written by hand is every method of these classes that takes a stage.
public final class Scenes {

    /// What scenes are about.
    public enum Topic {
        /// Signals, deadlines, contexts, calls, scopes.
        CONTEXTS(
                SignalScenes.class,
                TimerScenes.class,
                ContextScenes.class,
                CallScenes.class,
                ScopeScenes.class),
        /// Groups, promises, combinators, requests, shutdown.
        TASKS(
                GroupScenes.class,
                PromiseScenes.class,
                ConcurrentlyScenes.class,
                RequestScenes.class,
                ShutdownScenes.class),
        /// Timers, tickers, debounce, throttle.
        TIME(TimeScenes.class),
        /// Limiters, bulkheads, breakers, hedges.
        GUARDS(GuardScenes.class, ShortWayScenes.class),
        /// Pools, fan-in, fan-out, topics, pipelines.
        FLOWS(
                PoolScenes.class,
                ChannelPoolScenes.class,
                MergeScenes.class,
                FanScenes.class,
                TopicScenes.class,
                PipelineScenes.class);

        @SuppressWarnings("ImmutableEnumChecker") // by List.of
        private final List<Class<?>> classes;

        Topic(Class<?>... classes) {
            this.classes = List.of(classes);
        }
    }

    private Scenes() {}

    private record ByHand(Method method) implements Scene {
        @Override
        public void set(Stage stage) {
            try {
                method.invoke(null, stage);
            } catch (InvocationTargetException e) {
                throw new IllegalStateException(name() + " cannot be set", e.getCause());
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public String name() {
            return "scene " + method.getName();
        }
    }

    /// Returns all that are written by hand.
    public static List<Scene> all() {
        return Arrays.stream(Topic.values()).flatMap(topic -> about(topic).stream()).toList();
    }

    /// Returns those that are written by hand, about one topic.
    public static List<Scene> about(Topic topic) {
        return topic.classes.stream().flatMap(Scenes::of).toList();
    }

    private static Stream<Scene> of(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method ->
                        !method.isSynthetic() && !Modifier.isPrivate(method.getModifiers()))
                .filter(method ->
                        Arrays.equals(method.getParameterTypes(), new Class<?>[] {Stage.class})
                                && method.getReturnType() == void.class)
                .sorted(Comparator.comparing(Method::getName)) // the JVM's order is no order
                .map(ByHand::new);
    }

    /// Draws a scene: contexts, a scope, or a group with a limit.
    public static Scene draw(long seed) {
        return switch (Math.floorMod(seed, 5)) {
            case 0, 1 -> TreeScene.draw(seed);
            case 2, 3 -> ScopeScene.draw(seed);
            default -> DrawnGroup.draw(seed);
        };
    }

    /// Tells whether a text is the name of a scene, and no program.
    public static boolean isName(String text) {
        return text.startsWith("scene ")
                || text.startsWith("tree:")
                || text.startsWith("scope ")
                || DrawnGroup.isName(text);
    }

    /// Returns a scene by its name.
    public static Scene named(String name) {
        if (name.startsWith("tree:")) {
            return new TreeScene(Lines.parse(name));
        }
        if (name.startsWith("scope ")) {
            return new ScopeScene(Lines.parse(name));
        }
        if (DrawnGroup.isName(name)) {
            return new DrawnGroup(Lines.parse(name));
        }
        return all().stream()
                .filter(scene -> scene.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such scene: " + name));
    }
}
