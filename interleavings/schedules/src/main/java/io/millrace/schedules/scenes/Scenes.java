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
    private static final List<Class<?>> CLASSES =
            List.of(
                    SignalScenes.class,
                    TimerScenes.class,
                    ContextScenes.class,
                    CallScenes.class,
                    ScopeScenes.class,
                    FanScenes.class,
                    TopicScenes.class);

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
        return CLASSES.stream().flatMap(Scenes::of).toList();
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

    /// Draws a scene: contexts or a scope.
    public static Scene draw(long seed) {
        return seed % 2 == 0 ? TreeScene.draw(seed) : ScopeScene.draw(seed);
    }

    /// Tells whether a text is the name of a scene, and no program.
    public static boolean isName(String text) {
        return text.startsWith("scene ") || text.startsWith("tree:") || text.startsWith("scope ");
    }

    /// Returns a scene by its name.
    public static Scene named(String name) {
        if (name.startsWith("tree:")) {
            return new TreeScene(Lines.parse(name));
        }
        if (name.startsWith("scope ")) {
            return new ScopeScene(Lines.parse(name));
        }
        return all().stream()
                .filter(scene -> scene.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such scene: " + name));
    }
}
