package io.millrace.examples;

import io.millrace.sync.Barrier;
import io.millrace.task.Scope;
import java.io.PrintStream;
import java.util.concurrent.ExecutionException;

/// Conway's game of life, its rows shared by workers that go on together, generation by generation:
/// the last to arrive at the barrier swaps the boards before any of them goes on.
public final class BarrierExample {
    private static final int SIZE = 8;
    private static final int WORKERS = 4;
    private static final int GENERATIONS = 16; // so the glider has moved by four rows and columns

    private BarrierExample() {}

    /// Runs the program.
    public static void main(String[] args) throws Exception {
        run(System.out);
    }

    /// A board that wraps around, and the one that comes after it.
    private static final class Life {
        private boolean[][] now = new boolean[SIZE][SIZE];
        private boolean[][] next = new boolean[SIZE][SIZE];

        void swap() {
            boolean[][] before = now;
            now = next;
            next = before;
        }

        void computeRow(int row) {
            for (int column = 0; column < SIZE; column++) {
                int neighbours = neighbours(row, column);
                next[row][column] = neighbours == 3 || (neighbours == 2 && now[row][column]);
            }
        }

        private int neighbours(int row, int column) {
            int count = 0;
            for (int i = -1; i <= 1; i++) {
                for (int k = -1; k <= 1; k++) {
                    boolean self = i == 0 && k == 0;
                    if (!self && now[(row + i + SIZE) % SIZE][(column + k + SIZE) % SIZE]) {
                        count++;
                    }
                }
            }
            return count;
        }

        void print(PrintStream out) {
            for (boolean[] row : now) {
                var line = new StringBuilder();
                for (boolean alive : row) {
                    line.append(alive ? '#' : '.');
                }
                out.println(line);
            }
        }
    }

    /// Runs the program.
    public static void run(PrintStream out, String... args)
            throws InterruptedException, ExecutionException {
        if (args.length > 0) {
            throw new IllegalArgumentException("takes no options: '" + args[0] + "'");
        }
        var life = new Life();
        for (int[] cell : new int[][] {{0, 1}, {1, 2}, {2, 0}, {2, 1}, {2, 2}}) {
            life.now[cell[0]][cell[1]] = true;
        }
        life.print(out);
        var step = new Barrier(WORKERS, life::swap, "step");
        try (var scope = Scope.open()) {
            for (int i = 0; i < WORKERS; i++) {
                int worker = i;
                scope.go(() -> {
                    for (int generation = 0; generation < GENERATIONS; generation++) {
                        for (int row = worker; row < SIZE; row += WORKERS) {
                            life.computeRow(row);
                        }
                        step.await();
                    }
                });
            }
            scope.join();
        }
        out.println("after " + step.generation() + " generations:");
        life.print(out);
    }
}
