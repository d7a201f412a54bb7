// Network 'layer 1, by hand', compiled by snnc (plan …)
//
// Every stream is AXI4-Stream: a beat is an event, a timestep is a packet closed by TLAST, a null
// beat (TKEEP low) carries no event, TUSER on a closing beat ends the sample.
//
// A host sends a packet for every timestep on every input, and TUSER with the same packet on all
// of them. A packet holds a neuron at most once, or as often as its input says below. An id that
// no neuron of the input has does nothing. hw/README.md of snnc has the protocol in full.
//
//   core0: 4 lanes, 'größe'[0:1], 'module'[0:2]
//   core1: 2 lanes, 'layer  1'[0:1]
//   in.'fc1.weight' -> core.core0
//   core.core0 -> core.core1
//   core.core0 -> out.'*/'
//   core.core0 -> out.'-'
`default_nettype none

module layer_1_by_hand #(
    // Where the memory images (*.mem) are, seen from where the tool runs; ends in a slash
    parameter MEMORY_FOLDER = "./"
) (
    input  wire clk,
    input  wire rst,

    // Input 'fc1.weight': the index of each neuron that spikes
    input  wire [0:0] s_fc1_weight_tdata,
    input  wire s_fc1_weight_tvalid,
    output wire s_fc1_weight_tready,
    input  wire s_fc1_weight_tlast,
    input  wire s_fc1_weight_tkeep,
    input  wire s_fc1_weight_tuser,

    // Input '1st': the index of each neuron that spikes
    input  wire [0:0] s_n_1st_tdata,
    input  wire s_n_1st_tvalid,
    output wire s_n_1st_tready,
    input  wire s_n_1st_tlast,
    input  wire s_n_1st_tkeep,
    input  wire s_n_1st_tuser,

    // Input 'rst': the index of each neuron that spikes
    input  wire [0:0] s_rst_1_tdata,
    input  wire s_rst_1_tvalid,
    output wire s_rst_1_tready,
    input  wire s_rst_1_tlast,
    input  wire s_rst_1_tkeep,
    input  wire s_rst_1_tuser,

    // Output '*/': the index of each neuron that spikes
    output wire [0:0] m_n_tdata,
    output wire m_n_tvalid,
    input  wire m_n_tready,
    output wire m_n_tlast,
    output wire m_n_tkeep,
    output wire m_n_tuser,

    // Output '-': the index of each neuron that spikes
    output wire [1:0] m_n_1_tdata,
    output wire m_n_1_tvalid,
    input  wire m_n_1_tready,
    output wire m_n_1_tlast,
    output wire m_n_1_tkeep,
    output wire m_n_1_tuser
);
    wire [2:0] core0_out_tdata;
    wire core0_out_tvalid;
    wire core0_out_tready;
    wire core0_out_tlast;
    wire core0_out_tkeep;
    wire core0_out_tuser;

    wire [0:0] core0_in_tdata;
    wire core0_in_tvalid;
    wire core0_in_tready;
    wire core0_in_tlast;
    wire core0_in_tkeep;
    wire core0_in_tuser;

    wire [0:0] core1_in_tdata;
    wire core1_in_tvalid;
    wire core1_in_tready;
    wire core1_in_tlast;
    wire core1_in_tkeep;
    wire core1_in_tuser;

    wire core0_done;

    layer_1_by_hand__core0 #(
        .MEMORY_FOLDER (MEMORY_FOLDER)
    ) u_core0 (
        .clk       (clk),
        .rst       (rst),
        .s_tdata  (core0_in_tdata),
        .s_tvalid (core0_in_tvalid),
        .s_tready (core0_in_tready),
        .s_tlast  (core0_in_tlast),
        .s_tkeep  (core0_in_tkeep),
        .s_tuser  (core0_in_tuser),
        .m_tdata  (core0_out_tdata),
        .m_tvalid (core0_out_tvalid),
        .m_tready (core0_out_tready),
        .m_tlast  (core0_out_tlast),
        .m_tkeep  (core0_out_tkeep),
        .m_tuser  (core0_out_tuser),
        .step_done (core0_done)
    );

    wire core1_done;

    layer_1_by_hand__core1 #(
        .MEMORY_FOLDER (MEMORY_FOLDER)
    ) u_core1 (
        .clk       (clk),
        .rst       (rst),
        .s_tdata  (core1_in_tdata),
        .s_tvalid (core1_in_tvalid),
        .s_tready (core1_in_tready),
        .s_tlast  (core1_in_tlast),
        .s_tkeep  (core1_in_tkeep),
        .s_tuser  (core1_in_tuser),
        .step_done (core1_done)
    );

    // in.'fc1.weight' -> core.core0
    assign core0_in_tdata  = s_fc1_weight_tdata;
    assign core0_in_tvalid = s_fc1_weight_tvalid;
    assign s_fc1_weight_tready = core0_in_tready;
    assign core0_in_tlast  = s_fc1_weight_tlast;
    assign core0_in_tkeep  = s_fc1_weight_tkeep;
    assign core0_in_tuser  = s_fc1_weight_tuser;

    // router0
    //   core.core0 -> core.core1, 32 beats
    //   core.core0 -> out.'*/', 32 beats
    //   core.core0 -> out.'-', 32 beats
    wire [5:0] router0_tdata;

    spike_router #(
        .SOURCES      (1),
        .SINKS        (3),
        .TAPS         (3),
        .RANGES       (3),
        .S_ID         (3),
        .M_ID         (2),
        .PAYLOAD      (0),
        .TAP_SOURCE    ({32'd0, 32'd0, 32'd0}),
        .TAP_DELAY     ({32'd0, 32'd0, 32'd0}),
        .TAP_DEPTH     ({32'd32, 32'd32, 32'd32}),
        .TAP_RANGE     ({32'd2, 32'd1, 32'd0}),
        .TAP_RANGES    ({32'd1, 32'd1, 32'd1}),
        .SINK_TAP      ({32'd2, 32'd1, 32'd0}),
        .SINK_TAPS     ({32'd1, 32'd1, 32'd1}),
        .SINK_DELAYED  ({32'd0, 32'd0, 32'd0}),
        .RANGE_FIRST   ({32'd4, 32'd0, 32'd0}),
        .RANGE_LAST    ({32'd6, 32'd1, 32'd1}),
        .RANGE_OFFSET  ({-32'd4, 32'd0, 32'd0})
    ) u_router0 (
        .clk      (clk),
        .rst      (rst),
        .s_tdata  ({ core0_out_tdata }),
        .s_tvalid ({ core0_out_tvalid }),
        .s_tready ({ core0_out_tready }),
        .s_tlast  ({ core0_out_tlast }),
        .s_tkeep  ({ core0_out_tkeep }),
        .s_tuser  ({ core0_out_tuser }),
        .m_tdata  (router0_tdata),
        .m_tvalid ({ m_n_1_tvalid, m_n_tvalid, core1_in_tvalid }),
        .m_tready ({ m_n_1_tready, m_n_tready, core1_in_tready }),
        .m_tlast  ({ m_n_1_tlast, m_n_tlast, core1_in_tlast }),
        .m_tkeep  ({ m_n_1_tkeep, m_n_tkeep, core1_in_tkeep }),
        .m_tuser  ({ m_n_1_tuser, m_n_tuser, core1_in_tuser })
    );
    assign core1_in_tdata = router0_tdata[0:0];
    assign m_n_tdata = router0_tdata[2:2];
    assign m_n_1_tdata = router0_tdata[5:4];
    wire unused_router0 = &{1'b0, router0_tdata[1:1], router0_tdata[3:3]};

    // Nothing listens to s_n_1st: take everything.
    assign s_n_1st_tready = 1'b1;
    wire unused_s_n_1st = &{1'b0, s_n_1st_tdata, s_n_1st_tvalid, s_n_1st_tlast,
        s_n_1st_tkeep, s_n_1st_tuser};

    // Nothing listens to s_rst_1: take everything.
    assign s_rst_1_tready = 1'b1;
    wire unused_s_rst_1 = &{1'b0, s_rst_1_tdata, s_rst_1_tvalid, s_rst_1_tlast,
        s_rst_1_tkeep, s_rst_1_tuser};

    wire unused_done = &{1'b0, core0_done, core1_done};
endmodule

`default_nettype wire
