// Routes packet streams: SOURCES in, SINKS out, joined by TAPS.
//
// A tap leads from one source to one sink: it admits some ranges of ids, delays them by whole
// packets, and queues them. A source is copied to all its taps (multicast); a sink merges its
// taps step by step, in their order. Taps are sorted by sink, delayed taps first.
//
//   source -> fork -> [filter -> delay -> fifo] -> merge -> sink
//
// Every table parameter holds one 32-bit field per tap, source, sink or range, index 0 lowest.
`default_nettype none

module spike_router #(
    parameter SOURCES = 1,
    parameter SINKS = 1,
    parameter TAPS = 1,
    parameter RANGES = 1,
    // Bits of an id on every source, on every sink, and of the payload above it
    parameter S_ID = 8,
    parameter M_ID = 8,
    parameter PAYLOAD = 0,
    // Per tap: its source, packets of delay, beats of queue, first range and number of ranges
    parameter [TAPS*32-1:0] TAP_SOURCE = 0,
    parameter [TAPS*32-1:0] TAP_DELAY = 0,
    parameter [TAPS*32-1:0] TAP_DEPTH = {TAPS{32'd16}},
    parameter [TAPS*32-1:0] TAP_RANGE = 0,
    parameter [TAPS*32-1:0] TAP_RANGES = {TAPS{32'd1}},
    // Per sink: its first tap, its number of taps, and how many of them are delayed
    parameter [SINKS*32-1:0] SINK_TAP = 0,
    parameter [SINKS*32-1:0] SINK_TAPS = {SINKS{32'd1}},
    parameter [SINKS*32-1:0] SINK_DELAYED = 0,
    // Per range: first id, last id, and what is added to an id
    parameter [RANGES*32-1:0] RANGE_FIRST = 0,
    parameter [RANGES*32-1:0] RANGE_LAST = 0,
    parameter [RANGES*32-1:0] RANGE_OFFSET = 0
) (
    input  wire                              clk,
    input  wire                              rst,

    input  wire [SOURCES*(PAYLOAD+S_ID)-1:0] s_tdata,
    input  wire [SOURCES-1:0]                s_tvalid,
    output wire [SOURCES-1:0]                s_tready,
    input  wire [SOURCES-1:0]                s_tlast,
    input  wire [SOURCES-1:0]                s_tkeep,
    input  wire [SOURCES-1:0]                s_tuser,

    output wire [SINKS*(PAYLOAD+M_ID)-1:0]   m_tdata,
    output wire [SINKS-1:0]                  m_tvalid,
    input  wire [SINKS-1:0]                  m_tready,
    output wire [SINKS-1:0]                  m_tlast,
    output wire [SINKS-1:0]                  m_tkeep,
    output wire [SINKS-1:0]                  m_tuser
);
    localparam S_WIDTH = PAYLOAD + S_ID;
    localparam M_WIDTH = PAYLOAD + M_ID;

    // The taps of one source, one bit each.
    function [TAPS-1:0] taps_of;
        input integer source;
        integer k;
        begin
            for (k = 0; k < TAPS; k = k + 1) begin
                taps_of[k] = TAP_SOURCE[k*32 +: 32] == source;
            end
        end
    endfunction

    wire [TAPS-1:0] branch_tready;
    wire [TAPS-1:0] tap_tvalid;
    wire [TAPS-1:0] tap_tready;
    wire [TAPS-1:0] tap_tlast;
    wire [TAPS-1:0] tap_tkeep;
    wire [TAPS-1:0] tap_tuser;
    wire [TAPS*M_WIDTH-1:0] tap_tdata;
    wire [SOURCES*TAPS-1:0] branch_tvalid;

    genvar i, j;
    generate
        for (i = 0; i < SOURCES; i = i + 1) begin : g_source
            stream_fork #(
                .SINKS (TAPS),
                .MASK  (taps_of(i))
            ) u_fork (
                .clk      (clk),
                .rst      (rst),
                .s_tvalid (s_tvalid[i]),
                .s_tready (s_tready[i]),
                .m_tvalid (branch_tvalid[i*TAPS +: TAPS]),
                .m_tready (branch_tready)
            );
        end

        for (i = 0; i < TAPS; i = i + 1) begin : g_tap
            localparam integer SOURCE = TAP_SOURCE[i*32 +: 32];
            localparam integer DELAY  = TAP_DELAY[i*32 +: 32];
            localparam integer DEPTH  = TAP_DEPTH[i*32 +: 32];
            localparam integer RANGE  = TAP_RANGE[i*32 +: 32];
            localparam integer COUNT  = TAP_RANGES[i*32 +: 32];
            router_tap #(
                .S_ID    (S_ID),
                .M_ID    (M_ID),
                .PAYLOAD (PAYLOAD),
                .DELAY   (DELAY),
                .DEPTH   (DEPTH),
                .RANGES  (COUNT),
                .FIRST   (RANGE_FIRST[RANGE*32 +: COUNT*32]),
                .LAST    (RANGE_LAST[RANGE*32 +: COUNT*32]),
                .OFFSET  (RANGE_OFFSET[RANGE*32 +: COUNT*32])
            ) u_tap (
                .clk      (clk),
                .rst      (rst),
                .s_tdata  (s_tdata[SOURCE*S_WIDTH +: S_WIDTH]),
                .s_tvalid (branch_tvalid[SOURCE*TAPS+i]),
                .s_tready (branch_tready[i]),
                .s_tlast  (s_tlast[SOURCE]),
                .s_tkeep  (s_tkeep[SOURCE]),
                .s_tuser  (s_tuser[SOURCE]),
                .m_tdata  (tap_tdata[i*M_WIDTH +: M_WIDTH]),
                .m_tvalid (tap_tvalid[i]),
                .m_tready (tap_tready[i]),
                .m_tlast  (tap_tlast[i]),
                .m_tkeep  (tap_tkeep[i]),
                .m_tuser  (tap_tuser[i])
            );
            // Each source drives only the branches of its own taps.
            for (j = 0; j < SOURCES; j = j + 1) begin : g_other
                if (j != SOURCE) begin : g_idle
                    wire unused = branch_tvalid[j*TAPS+i];
                end
            end
        end

        for (i = 0; i < SINKS; i = i + 1) begin : g_sink
            localparam integer TAP     = SINK_TAP[i*32 +: 32];
            localparam integer COUNT   = SINK_TAPS[i*32 +: 32];
            localparam integer DELAYED = SINK_DELAYED[i*32 +: 32];
            packet_merge #(
                .WIDTH       (M_WIDTH),
                .SOURCES     (COUNT),
                .DELAYED     (DELAYED),
                .INDEX_WIDTH (COUNT > 1 ? $clog2(COUNT) : 1)
            ) u_merge (
                .clk      (clk),
                .rst      (rst),
                .s_tdata  (tap_tdata[TAP*M_WIDTH +: COUNT*M_WIDTH]),
                .s_tvalid (tap_tvalid[TAP +: COUNT]),
                .s_tready (tap_tready[TAP +: COUNT]),
                .s_tlast  (tap_tlast[TAP +: COUNT]),
                .s_tkeep  (tap_tkeep[TAP +: COUNT]),
                .s_tuser  (tap_tuser[TAP +: COUNT]),
                .m_tdata  (m_tdata[i*M_WIDTH +: M_WIDTH]),
                .m_tvalid (m_tvalid[i]),
                .m_tready (m_tready[i]),
                .m_tlast  (m_tlast[i]),
                .m_tkeep  (m_tkeep[i]),
                .m_tuser  (m_tuser[i])
            );
        end
    endgenerate

endmodule

`default_nettype wire
