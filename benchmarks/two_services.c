/* Hospital and intermediate care, by hand: an event loop over a binary heap.
 *
 * People arrive at random and wait for a bed in the order in which they came. After their stay a
 * share of them need a place in intermediate care and keep the bed until there is one. Both stays
 * have no memory. This is what `carefunds bench` compares the cost of an event with: a loop that
 * knows one network, keeps no accounts but three, and checks nothing.
 *
 * two_services ARRIVALS_PER_DAY BEDS STAY_DAYS SHARE PLACES FURTHER_DAYS FIRST_DAY LAST_DAY SEED
 * prints one JSON object; means are over the days from FIRST_DAY to LAST_DAY.
 */
#define _POSIX_C_SOURCE 199309L
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum kind { ARRIVAL, STAY_ENDS, PLACE_FREED };

struct event {
    double day;
    long person;
    enum kind kind;
};

/* --- Chance: SplitMix64 (Steele, Lea and Flood 2014) ------------------------------------- */

static uint64_t state;

static double uniform(void) {
    uint64_t z = (state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    z ^= z >> 31;
    return ((double)(z >> 11) + 0.5) * 0x1.0p-53;
}

static double exponential(double mean) { return -mean * log(uniform()); }

/* --- What happens next: a binary heap by (day, person) ------------------------------------ */

static struct event *heap;
static long heap_used, heap_room;

static int before(struct event a, struct event b) {
    return a.day < b.day || (a.day == b.day && a.person < b.person);
}

static void *grown(void *old, long *room, size_t each) {
    *room = *room ? 2 * *room : 1024;
    void *made = realloc(old, (size_t)*room * each);
    if (!made) {
        fprintf(stderr, "out of memory\n");
        exit(1);
    }
    return made;
}

static void plan(double day, long person, enum kind kind) {
    if (heap_used == heap_room) heap = grown(heap, &heap_room, sizeof *heap);
    struct event added = {day, person, kind};
    long hole = heap_used++;
    while (hole > 0 && before(added, heap[(hole - 1) / 2])) {
        heap[hole] = heap[(hole - 1) / 2];
        hole = (hole - 1) / 2;
    }
    heap[hole] = added;
}

static struct event next_event(void) {
    struct event first = heap[0], last = heap[--heap_used];
    long hole = 0, child;
    while ((child = 2 * hole + 1) < heap_used) {
        if (child + 1 < heap_used && before(heap[child + 1], heap[child])) child++;
        if (!before(heap[child], last)) break;
        heap[hole] = heap[child];
        hole = child;
    }
    heap[hole] = last;
    return first;
}

/* --- Who waits: a queue of people --------------------------------------------------------- */

struct queue {
    long *people, room, first, count;
};

static void join(struct queue *queue, long person) {
    if (queue->count == queue->room) {
        long old = queue->room;
        queue->people = grown(queue->people, &queue->room, sizeof *queue->people);
        for (long i = 0; i < queue->first; i++) queue->people[old + i] = queue->people[i];
    }
    queue->people[(queue->first + queue->count++) % queue->room] = person;
}

static long leave(struct queue *queue) {
    long person = queue->people[queue->first];
    queue->first = (queue->first + 1) % queue->room;
    queue->count--;
    return person;
}

/* --- The network ---------------------------------------------------------------------------- */

static double arrivals_per_day, stay_days, share, further_days;
static long beds, places, beds_used, places_used;
static struct queue outside, blocked;

static void admit(double now, long person) { plan(now + exponential(stay_days), person, STAY_ENDS); }

static void free_bed(double now) {
    if (outside.count) admit(now, leave(&outside));
    else beds_used--;
}

static void arrive(double now, long person) {
    plan(now + exponential(1.0 / arrivals_per_day), person + 1, ARRIVAL);
    if (beds_used == beds) {
        join(&outside, person);
    } else {
        beds_used++;
        admit(now, person);
    }
}

static void end_stay(double now, long person) {
    if (uniform() >= share) {
        free_bed(now);
    } else if (places_used == places) {
        join(&blocked, person);
    } else {
        places_used++;
        plan(now + exponential(further_days), person, PLACE_FREED);
        free_bed(now);
    }
}

static void free_place(double now) {
    if (blocked.count) {
        plan(now + exponential(further_days), leave(&blocked), PLACE_FREED);
        free_bed(now);
    } else {
        places_used--;
    }
}

static double seconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

int main(int count, char **words) {
    if (count != 10) {
        fprintf(stderr, "nine numbers are wanted: see the top of the source\n");
        return 2;
    }
    arrivals_per_day = atof(words[1]);
    beds = atol(words[2]);
    stay_days = atof(words[3]);
    share = atof(words[4]);
    places = atol(words[5]);
    further_days = atof(words[6]);
    double first_day = atof(words[7]), last_day = atof(words[8]);
    state = (uint64_t)atoll(words[9]);

    double bed_days = 0.0, blocked_days = 0.0, place_days = 0.0, then = first_day;
    long events = 0;
    double started = seconds(CLOCK_MONOTONIC), worked = seconds(CLOCK_PROCESS_CPUTIME_ID);
    plan(exponential(1.0 / arrivals_per_day), 0, ARRIVAL);
    while (heap[0].day < last_day) {
        struct event event = next_event();
        if (event.day > first_day) {
            double passed = event.day - then;
            bed_days += passed * (double)beds_used;
            blocked_days += passed * (double)blocked.count;
            place_days += passed * (double)places_used;
            then = event.day;
        }
        if (event.kind == ARRIVAL) arrive(event.day, event.person);
        else if (event.kind == STAY_ENDS) end_stay(event.day, event.person);
        else free_place(event.day);
        events++;
    }
    bed_days += (last_day - then) * (double)beds_used;
    blocked_days += (last_day - then) * (double)blocked.count;
    place_days += (last_day - then) * (double)places_used;
    double took = seconds(CLOCK_MONOTONIC) - started;
    worked = seconds(CLOCK_PROCESS_CPUTIME_ID) - worked;
    double days = last_day - first_day;

    printf("{\"events\": %ld, \"seconds\": %.9f, \"processor_seconds\": %.9f, "
           "\"beds_occupied\": %.9f, \"beds_blocked\": %.9f, \"places_occupied\": %.9f}\n",
           events, took, worked, bed_days / days, blocked_days / days, place_days / days);
    return 0;
}
